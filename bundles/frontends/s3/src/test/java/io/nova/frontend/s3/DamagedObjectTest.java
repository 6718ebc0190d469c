package io.nova.frontend.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.sigv4.Header;
import io.nova.sigv4.SigningClient;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client gets of an object whose bytes a disk has changed. */
class DamagedObjectTest {

    private static final int SIZE = 3_000_000;

    private final S3Cloud cloud = new S3Cloud();
    private final SigningClient client = cloud.client(S3Cloud.KEY);

    @BeforeEach
    void put() throws Exception {
        send("PUT", "/b00", new byte[0]);
        Header header = new Header("Content-Encoding", "gzip");
        client.send("PUT", "/b00/k", List.of(header), new byte[SIZE]);
    }

    @AfterEach
    void close() {
        cloud.close();
    }

    private HttpResponse<byte[]> send(String method, String target, byte[] body, Header... headers)
            throws IOException, InterruptedException {
        return client.send(method, target, List.of(headers), body);
    }

    private BlobId blob() {
        return cloud.driver.list(Optional.empty(), 10).items().get(0).id();
    }

    @Test
    void isAnErrorLikeOthersWhenTheFirstBytesAreDamaged() throws Exception {
        cloud.driver.flip(blob(), 100);
        HttpResponse<byte[]> answer = send("GET", "/b00/k", new byte[0]);
        assertEquals(500, answer.statusCode());
        assertTrue(new String(answer.body(), UTF_8).contains("<Code>InternalError</Code>"));
        assertEquals(Optional.empty(), answer.headers().firstValue("content-encoding"));
        assertEquals(Optional.empty(), answer.headers().firstValue("retry-after"));
        HttpResponse<byte[]> other =
                send("GET", "/b00/k", new byte[0], new Header("Range", "bytes=1000000-1000009"));
        assertEquals(206, other.statusCode());
        assertEquals(10, other.body().length);
    }

    @Test
    void breaksOffWhenLaterBytesAreDamaged() {
        cloud.driver.flip(blob(), SIZE - 1);
        assertThrows(IOException.class, () -> send("GET", "/b00/k", new byte[0]));
    }

    @Test
    void isAnErrorWhenItsEndIsTorn() throws Exception {
        cloud.driver.tear(blob(), (int) BlobForm.length(SIZE) - 1);
        assertEquals(500, send("GET", "/b00/k", new byte[0]).statusCode());
        assertEquals(200, send("HEAD", "/b00/k", new byte[0]).statusCode());
        assertEquals(200, send("PUT", "/b00/k", new byte[SIZE]).statusCode());
        assertEquals(SIZE, send("GET", "/b00/k", new byte[0]).body().length);
    }
}
