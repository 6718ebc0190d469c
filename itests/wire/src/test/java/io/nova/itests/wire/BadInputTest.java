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
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What no client should send gets the protocol's own error, and leaves nothing behind. */
@ExtendWith(SimulatedCloud.class)
class BadInputTest {

    /** Above the quotas that are tried here. */
    private static final int MOST_OF_A_KIND = 200;

    private static final int ED25519_BYTES = 32;

    private final Cloud cloud;
    private final Client ec2;
    private final Client s3;
    private final Traces traces;

    BadInputTest(Cloud cloud) {
        this.cloud = cloud;
        traces = Traces.since(cloud);
        ec2 = cloud.ec2();
        s3 = cloud.s3();
    }

    @AfterEach
    void nothingWasMadeAndNothingBroke() {
        traces.requireNone();
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
    void moreRoomThanTheQuotaIsRefused() {
        String zone = ec2.call("DescribeAvailabilityZones").ok().text("zoneName");
        refused(
                "VolumeLimitExceeded",
                400,
                ec2.call("CreateVolume", "Size", "501", "AvailabilityZone", zone));
    }

    @Test
    void oneAddressMoreThanTheQuotaIsRefused() {
        List<Answer> made =
                untilRefused("AddressLimitExceeded", number -> ec2.call("AllocateAddress"));
        made.forEach(
                one -> ec2.call("ReleaseAddress", "AllocationId", one.text("allocationId")).ok());
    }

    @Test
    void oneSecurityGroupMoreThanTheQuotaIsRefused() {
        List<Answer> made =
                untilRefused(
                        "SecurityGroupLimitExceeded",
                        number ->
                                ec2.call(
                                        "CreateSecurityGroup",
                                        "GroupName",
                                        "many-" + number,
                                        "GroupDescription",
                                        "one of many"));
        made.forEach(one -> ec2.call("DeleteSecurityGroup", "GroupId", one.text("groupId")).ok());
    }

    @Test
    void oneKeyPairMoreThanTheQuotaIsRefused() throws GeneralSecurityException {
        String key = publicKey();
        List<Answer> made =
                untilRefused(
                        "KeyPairLimitExceeded",
                        number ->
                                ec2.call(
                                        "ImportKeyPair",
                                        "KeyName",
                                        "many-" + number,
                                        "PublicKeyMaterial",
                                        key));
        made.forEach(one -> ec2.call("DeleteKeyPair", "KeyName", one.text("keyName")).ok());
    }

    @Test
    void oneBucketMoreThanTheQuotaIsRefused() {
        List<Answer> made =
                untilRefused(
                        "TooManyBuckets", number -> s3.send("PUT", "/many-" + number, new byte[0]));
        for (int number = 0; number < made.size(); number++) {
            s3.send("DELETE", "/many-" + number, new byte[0]).ok();
        }
    }

    /** Makes things until there is no more room for one, and returns what was made. */
    private static List<Answer> untilRefused(String code, IntFunction<Answer> make) {
        List<Answer> made = new ArrayList<>();
        while (made.size() < MOST_OF_A_KIND) {
            Answer answer = make.apply(made.size());
            if (answer.status() / 100 != 2) {
                refused(code, 400, answer);
                // Nor does it come to be by asking once more.
                refused(code, 400, make.apply(made.size()));
                return made;
            }
            made.add(answer);
        }
        throw new AssertionError("no " + code + " after " + made.size());
    }

    /** A key as OpenSSH writes it, in Base64 as EC2 takes it. */
    private static String publicKey() throws GeneralSecurityException {
        byte[] encoded =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
        byte[] name = "ssh-ed25519".getBytes(ISO_8859_1);
        byte[] blob =
                ByteBuffer.allocate(4 + name.length + 4 + ED25519_BYTES)
                        .putInt(name.length)
                        .put(name)
                        .putInt(ED25519_BYTES)
                        // Before it stands what kind of key it is.
                        .put(encoded, encoded.length - ED25519_BYTES, ED25519_BYTES)
                        .array();
        String line = "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob) + " nobody";
        return Base64.getEncoder().encodeToString(line.getBytes(ISO_8859_1));
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
        s3.send("DELETE", "/bad-xml", new byte[0]).ok();
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
                "POST",
                "/bad-xml?delete=",
                body,
                new Header("Content-Type", "application/xml"),
                new Header("Content-MD5", md5(body)));
    }

    private static String md5(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
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

    private Socket connect(String service) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), cloud.endpoint(service).getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }
}
