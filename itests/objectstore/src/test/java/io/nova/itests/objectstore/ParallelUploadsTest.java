package io.nova.itests.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.sigv4.PayloadHash;
import io.nova.sigv4.SigningClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large uploads at once, to a server whose heap holds few of them. */
class ParallelUploadsTest {

    private static final int COUNT = 64;
    private static final int SIZE = Integer.getInteger("nova.upload.mib", 16) << 20;

    @TempDir Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();

    /** Each has sent its half before any goes on. */
    @Test
    void sixtyFourUploadsFitIntoTheHeapOfFour() throws Exception {
        String etag = '"' + HexFormat.of().formatHex(md5OfZeros()) + '"';
        CyclicBarrier middle = new CyclicBarrier(COUNT);
        try (ServerProcess server =
                new ServerProcess(directory, directory.resolve("errors"), "-Xmx256m")) {
            SigningClient signer = OneKey.client(server.uri());
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            TreeSet<String> keys = new TreeSet<>();
            for (int i = 0; i < COUNT; i++) {
                String key = "key-" + i;
                keys.add(key);
                answers.add(threads.submit(() -> put(signer, key, new Zeros(SIZE, middle))));
            }
            for (Future<HttpResponse<String>> answer : answers) {
                HttpResponse<String> response = answer.get(4, TimeUnit.MINUTES);
                assertEquals(200, response.statusCode(), response::body);
                assertEquals(etag, response.headers().firstValue("ETag").orElse(""));
            }
            assertEquals(keys, new TreeSet<>(new S3(server.uri()).keys()));
        } finally {
            threads.shutdownNow();
        }
    }

    private HttpResponse<String> put(SigningClient signer, String key, Zeros bytes)
            throws Exception {
        HttpRequest signed =
                signer.request(
                        "PUT",
                        "/" + Store.BUCKET.value() + "/" + key,
                        List.of(),
                        PayloadHash.UNSIGNED,
                        HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofInputStream(() -> bytes), SIZE));
        HttpRequest patient =
                HttpRequest.newBuilder(signed, (name, value) -> true)
                        .timeout(Duration.ofMinutes(4))
                        .build();
        return http.send(patient, HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] md5OfZeros() throws Exception {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] block = new byte[1 << 20];
        for (int done = 0; done < SIZE; done += block.length) {
            md5.update(block);
        }
        return md5.digest();
    }
}
