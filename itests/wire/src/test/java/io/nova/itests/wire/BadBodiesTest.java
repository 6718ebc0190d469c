package io.nova.itests.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.cloud.Cloud;
import io.nova.model.AccessKeyId;
import io.nova.model.Secret;
import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.RequestHead;
import io.nova.sigv4.SigV4Signer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Bodies that have no end, or never come, behind a head that is signed as it should be: they get
 * the protocol's own error and leave nothing behind.
 */
@ExtendWith(SimulatedCloud.class)
class BadBodiesTest {

    private static final String BUCKET = "bad-bodies";
    private static final int PIECE = 0x10000;
    private static final Header IN_CHUNKS = new Header("Transfer-Encoding", "chunked");

    /** More than any server should take of what it is going to refuse. */
    private static final long ENOUGH = 64L << 20;

    /** How long to listen between two bytes of a body that trickles. */
    private static final int PAUSE_MILLIS = 500;

    private final Cloud cloud;
    private final Traces traces;

    BadBodiesTest(Cloud cloud) {
        this.cloud = cloud;
        traces = Traces.since(cloud);
    }

    @BeforeEach
    void makeABucket() {
        cloud.s3().send("PUT", "/" + BUCKET, new byte[0]).ok();
    }

    @AfterEach
    void nothingWasMadeAndNothingBroke() {
        // A bucket with an object in it could not be removed.
        cloud.s3().send("DELETE", "/" + BUCKET, new byte[0]).ok();
        traces.requireNone();
    }

    @Test
    void anUnsignedBodyWithoutEndIsCutOff() throws IOException {
        String host = "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        assertTrue(flood("ec2", "POST / HTTP/1.1\r\n" + form + host, "x").sent < ENOUGH);
        Flood put = flood("s3", "PUT /" + BUCKET + "/key HTTP/1.1\r\n" + host, "x");
        put.refused(411, "MissingContentLength");
    }

    @Test
    void aSignedQueryWithoutEndIsCutOff() throws IOException {
        Header form = new Header("Content-Type", "application/x-www-form-urlencoded");
        String head = signed("ec2", "POST", "/", PayloadHash.EMPTY, form, IN_CHUNKS);
        flood("ec2", head, "Action=RunInstances&UserData=x").refused(413, "InvalidRequest");
    }

    @Test
    void aSignedObjectWithoutLengthIsRefused() throws IOException {
        String head = put(PayloadHash.UNSIGNED, IN_CHUNKS);
        flood("s3", head, "x").refused(411, "MissingContentLength");
    }

    @Test
    void aSignedObjectThatIsLongerThanItSaysIsCutOff() throws IOException {
        Header length = new Header("x-amz-decoded-content-length", "1000");
        String head = put(PayloadHash.STREAMING, length, IN_CHUNKS);
        flood("s3", head, awsChunk()).refused(400, "IncompleteBody");
    }

    @Test
    void aSignedObjectWhoseChunksAreSignedByNobodyIsCutOff() throws IOException {
        Header length = new Header("x-amz-decoded-content-length", Long.toString(1L << 32));
        String head = put(PayloadHash.STREAMING, length, IN_CHUNKS);
        flood("s3", head, awsChunk()).refused(403, "SignatureDoesNotMatch");
    }

    @Test
    void aSignedBodyThatTricklesIsCutOff() throws IOException {
        Header length = new Header("Content-Length", "1000000");
        Header form = new Header("Content-Type", "application/x-www-form-urlencoded");
        trickle("ec2", signed("ec2", "POST", "/", PayloadHash.EMPTY, form, length))
                .refused(408, "InvalidRequest");
        trickle("s3", put(PayloadHash.UNSIGNED, length)).refused(400, "RequestTimeout");
    }

    private String put(String payload, Header... headers) {
        return signed("s3", "PUT", "/" + BUCKET + "/key", payload, headers);
    }

    /** Returns the head of a request with a good signature. */
    private String signed(
            String service, String method, String target, String payload, Header... headers) {
        List<Header> all =
                new ArrayList<>(
                        List.of(new Header("Host", cloud.endpoint(service).getAuthority())));
        all.addAll(List.of(headers));
        SigV4Signer signer =
                new SigV4Signer(
                        new AccessKeyId(cloud.credential("access_key")),
                        Secret.of(cloud.credential("secret_key")),
                        "nova",
                        service);
        RequestHead head = new RequestHead(method, target, List.copyOf(all));
        all.addAll(signer.sign(head, payload, Clock.systemUTC().instant()));
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        all.forEach(one -> text.append(one.name() + ": " + one.value() + "\r\n"));
        return text.append("\r\n").toString();
    }

    /** A chunk as S3's clients sign them, with a signature that is none. */
    private static String awsChunk() {
        return "%x;chunk-signature=%s\r\n%s\r\n"
                .formatted(PIECE, "0".repeat(64), "x".repeat(PIECE));
    }

    /** What came of a body without end. */
    private record Flood(long sent, String answer) {

        void refused(int status, String code) {
            String shown = sent + " bytes sent: " + answer;
            assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), shown);
            assertTrue(answer.contains("<Code>" + code + "</Code>"), shown);
            assertEquals(-1, answer.indexOf("Exception"), shown);
            assertTrue(sent < ENOUGH, shown);
        }
    }

    /** Sends a piece again and again until the server answers or has enough. */
    private Flood flood(String service, String head, String piece) throws IOException {
        String data = piece.length() < PIECE ? piece + "x".repeat(PIECE - piece.length()) : piece;
        byte[] chunk = "%x\r\n%s\r\n".formatted(data.length(), data).getBytes(ISO_8859_1);
        long sent = 0;
        try (Socket socket = connect(service)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(ISO_8859_1));
            while (sent < 4 * ENOUGH && socket.getInputStream().available() == 0) {
                out.write(chunk);
                sent += chunk.length;
            }
            return new Flood(sent, answer(socket.getInputStream()));
        } catch (SocketException e) {
            // Cut off without a word; only a client that nobody knows must take that.
            return new Flood(sent, "");
        }
    }

    /** Sends a byte now and then until the server answers. */
    private Flood trickle(String service, String head) throws IOException {
        try (Socket socket = connect(service)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(ISO_8859_1));
            socket.setSoTimeout(PAUSE_MILLIS);
            // Twice as long as a slow body is given, and some for a machine that is busy.
            for (int sent = 0; sent < 120; sent++) {
                try {
                    int first = socket.getInputStream().read();
                    return new Flood(sent, (char) first + answer(socket.getInputStream()));
                } catch (SocketTimeoutException e) {
                    out.write('x');
                    out.flush();
                }
            }
            return new Flood(0, "no answer");
        }
    }

    /** Reads until the end of the error's document, or until nothing more comes. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                answer.append((char) octet);
                if (octet == '>' && answer.indexOf("</Error>") > 0) {
                    break;
                }
            }
        } catch (SocketTimeoutException | SocketException e) {
            return answer.toString();
        }
        return answer.toString();
    }

    private Socket connect(String service) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), cloud.endpoint(service).getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }
}
