package io.nova.itests.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.sigv4.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What no client should send gets the protocol's own error, and leaves nothing behind. */
@ExtendWith(SimulatedCloud.class)
class BadInputTest {

    private final Cloud cloud;
    private final Client ec2;
    private final Client s3;
    private Map<String, String> before = Map.of();
    private int logged;

    BadInputTest(Cloud cloud) {
        this.cloud = cloud;
        ec2 = cloud.ec2();
        s3 = cloud.s3();
    }

    @BeforeEach
    void lookAtTheInstances() {
        before = ec2.states();
        logged = cloud.log().size();
    }

    @AfterEach
    void nothingWasRunAndNothingBroke() {
        assertEquals(before.keySet(), ec2.states().keySet());
        assertEquals(
                Optional.empty(),
                cloud.log().stream()
                        .skip(logged)
                        .filter(line -> line.contains(" ERROR "))
                        .findFirst());
    }

    @Test
    void aWrongSecretIsRefused() {
        refused("SignatureDoesNotMatch", 403, client("ec2", "wrong", Clock.systemUTC()).run());
        refused("SignatureDoesNotMatch", 403, client("s3", "wrong", Clock.systemUTC()).list());
    }

    @Test
    void anUnknownKeyIsRefused() {
        URI ec2Uri = cloud.endpoint("ec2");
        refused(
                "AuthFailure",
                401,
                new Caller(new Client(ec2Uri, "ec2", "NOBODY", "x", Clock.systemUTC())).run());
        refused(
                "InvalidAccessKeyId",
                403,
                new Caller(new Client(cloud.endpoint("s3"), "s3", "NOBODY", "x", Clock.systemUTC()))
                        .list());
    }

    @Test
    void aClockThatIsWrongIsRefused() {
        String secret = cloud.credential("secret_key");
        for (Duration wrong : new Duration[] {Duration.ofHours(-1), Duration.ofHours(1)}) {
            Clock clock = Clock.offset(Clock.system(ZoneOffset.UTC), wrong);
            refused("RequestExpired", 400, client("ec2", secret, clock).run());
            refused("RequestTimeTooSkewed", 403, client("s3", secret, clock).list());
        }
    }

    @Test
    void anUnsignedRequestIsRefused() throws IOException {
        String answer = raw("ec2", "GET /?Action=DescribeInstances HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("<Code>MissingAuthenticationToken</Code>"), answer);
        String listing = raw("s3", "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(listing.startsWith("HTTP/1.1 403 "), listing);
        assertTrue(listing.contains("<Code>AccessDenied</Code>"), listing);
    }

    @Test
    void anUnknownActionIsRefused() {
        refused("InvalidAction", 400, ec2.call("LaunchRocket"));
        refused("InvalidAction", 400, ec2.call("x".repeat(2000)));
        refused("MissingParameter", 400, ec2.query(Map.of("Version", "2016-11-15")));
    }

    @Test
    void parametersThatAreMissingUnknownOrMalformedAreRefused() {
        String image = cloud.image("machine");
        refused("MissingParameter", 400, ec2.call("RunInstances", "MinCount", "1"));
        refused("MissingParameter", 400, ec2.call("RunInstances", "ImageId", image));
        refused("InvalidParameterValue", 400, run("MinCount", "many"));
        refused("InvalidParameterValue", 400, run("MinCount", "0"));
        refused("InvalidParameterValue", 400, run("MinCount", "99999999999999999999"));
        refused("InvalidParameterValue", 400, run("MinCount", "2"));
        refused("UnknownParameter", 400, run("Wings", "2"));
        refused("InvalidParameterValue", 400, run("InstanceType", "z9.\u0000huge"));
        refused("InvalidParameterValue", 400, run("Placement.AvailabilityZone", "mars"));
        refused("InvalidUserData.Malformed", 400, run("UserData", "A"));
        refused("InvalidUserData.Malformed", 400, run("UserData", "no base64!"));
        refused("InvalidParameterValue", 400, run("UserData", "QUFB".repeat(6000)));
        refused("InvalidAMIID.Malformed", 400, run("ImageId", "ami-\"><x>"));
        refused("InvalidAMIID.NotFound", 400, run("ImageId", "ami-00000000000000000"));
        refused("InvalidKeyPair.NotFound", 400, run("KeyName", "nobody's"));
        refused("InvalidSubnetID.NotFound", 400, run("SubnetId", "subnet-00000000000000000"));
    }

    @Test
    void moreThanTheQuotaIsRefusedAsAWhole() {
        Map<String, String> form = form();
        form.put("MinCount", "5001");
        form.put("MaxCount", "5001");
        refused("InstanceLimitExceeded", 400, ec2.query(form));
    }

    @Test
    void parameterBombsAreRefused() {
        Map<String, String> many = new LinkedHashMap<>();
        many.put("Action", "DescribeInstances");
        for (int i = 1; i <= 20_000; i++) {
            many.put("InstanceId." + i, "i-00000000000000000");
        }
        refusedInAnyWords(ec2.query(many));
        refusedInAnyWords(
                ec2.call("DescribeInstances", "InstanceId.2000000000", "i-00000000000000000"));
        refusedInAnyWords(ec2.call("DescribeInstances", "Filter" + ".1".repeat(5000), "x"));
        refusedInAnyWords(ec2.call("DescribeInstances", "Filter.1.Name", "x".repeat(3 << 20)));
    }

    @Test
    void xmlBombsAreRefused() {
        s3.send("PUT", "/bad-xml", new byte[0]);
        StringBuilder laughs = new StringBuilder("<!DOCTYPE d [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        String bomb = laughs + "]><Delete><Object><Key>&a29;</Key></Object></Delete>";
        refused("MalformedXML", 400, post(bomb));
        String file =
                """
                <!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>
                <Delete><Object><Key>&f;</Key></Object></Delete>
                """;
        Answer read = post(file);
        refused("MalformedXML", 400, read);
        assertFalse(read.body().contains("root:"), read::body);
        refused("MalformedXML", 400, post("<Delete>" + "<Object>".repeat(100_000)));
        refused("MalformedXML", 400, post("no xml"));
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws IOException {
        String head =
                """
                POST / HTTP/1.1
                Host: x
                Transfer-Encoding: chunked
                Content-Type: application/x-www-form-urlencoded

                """
                        .replace("\n", "\r\n");
        assertTrue(flood("ec2", head) < 64 << 20);
        assertTrue(flood("s3", head.replace("POST /", "PUT /bucket/key")) < 64 << 20);
    }

    @Test
    void headersWithoutEndAreCutOff() throws IOException {
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\n");
        for (int i = 0; i < 5000; i++) {
            head.append("X-").append(i).append(": ").append("y".repeat(100)).append("\r\n");
        }
        String answer = raw("ec2", head + "\r\n");
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 431 "), answer);
    }

    @Test
    void whatIsNoHttpGetsNoStackTrace() throws IOException {
        for (String text : new String[] {"\u0016\u0003\u0001\u0002", "GET /%zz HTTP/1.1\r\n\r\n"}) {
            String answer = raw("ec2", text + "\r\n\r\n");
            assertTrue(answer.isEmpty() || answer.contains(" 400 "), answer);
            assertFalse(answer.contains("at io.") || answer.contains("Exception"), answer);
        }
    }

    private Answer run(String name, String value) {
        Map<String, String> form = form();
        form.put(name, value);
        return ec2.query(form);
    }

    private Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", "RunInstances");
        form.put("Version", "2016-11-15");
        form.put("ImageId", cloud.image("machine"));
        form.put("MinCount", "1");
        form.put("MaxCount", "1");
        return form;
    }

    private Answer post(String xml) {
        byte[] body = xml.getBytes(UTF_8);
        return s3.send(
                "POST", "/bad-xml?delete=", body, new Header("Content-Type", "application/xml"));
    }

    private Caller client(String service, String secret, Clock clock) {
        return new Caller(
                new Client(
                        cloud.endpoint(service),
                        service,
                        cloud.credential("access_key"),
                        secret,
                        clock));
    }

    /** Asks for what would change or show something. */
    private record Caller(Client client) {

        Answer run() {
            return client.call("RunInstances", "ImageId", "ami-1", "MinCount", "1");
        }

        Answer list() {
            return client.send("GET", "/", new byte[0]);
        }
    }

    private static void refused(String code, int status, Answer answer) {
        assertEquals(Optional.of(code), answer.code(), answer::toString);
        assertEquals(status, answer.status(), answer::toString);
        noTrace(answer);
    }

    private static void refusedInAnyWords(Answer answer) {
        assertEquals(4, answer.status() / 100, answer::toString);
        assertTrue(answer.code().isPresent(), answer::toString);
        noTrace(answer);
    }

    private static void noTrace(Answer answer) {
        assertFalse(
                answer.body().contains("Exception") || answer.body().contains("\tat "),
                answer::toString);
    }

    /** Sends bytes as they are and returns what comes back until the server closes or rests. */
    private String raw(String service, String text) throws IOException {
        try (Socket socket = connect(service)) {
            try {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            } catch (SocketException e) {
                // Cut off in the middle, which is an answer too.
                return "";
            }
        }
    }

    /** Sends chunks until the server has enough, and returns how much it took. */
    private long flood(String service, String head) throws IOException {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        byte[] bytes = chunk.getBytes(ISO_8859_1);
        long sent = 0;
        try (Socket socket = connect(service)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(ISO_8859_1));
            while (sent < 256L << 20) {
                out.write(bytes);
                sent += bytes.length;
            }
        } catch (SocketException e) {
            return sent;
        }
        return sent;
    }

    private Socket connect(String service) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), cloud.endpoint(service).getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }
}
