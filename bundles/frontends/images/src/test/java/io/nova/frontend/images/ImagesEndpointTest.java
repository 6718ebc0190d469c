package io.nova.frontend.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.frontend.aws.SignatureAuthenticator;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ImageId;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The resource over a real server, with real signatures. */
class ImagesEndpointTest {

    private static final String SECRET = "secret";
    private static final String REGISTER =
            "/_images/?image_id=ami-00000001&image_location=bucket/disk.manifest.xml";

    private final Clock clock = Clock.systemUTC();
    private final HttpServer server = new HttpServer(Settings.forTests());
    private final FakeImages images = new FakeImages();

    @BeforeEach
    void serve() {
        server.add(
                new ImagesEndpoint(new SignatureAuthenticator(new Keys(), clock), images, images),
                Map.of(
                        HttpEndpoint.NAME, "images",
                        HttpEndpoint.CONNECTOR, "s3",
                        HttpEndpoint.PATH, ImagesEndpoint.PATH));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static final class Keys implements CallerResolver {
        @Override
        public Optional<Credential> find(AccessKeyId key) {
            String project = key.value().equals("ALICE") ? "000000000001" : "000000000002";
            Caller caller =
                    new Caller(
                            new UserId("user"),
                            new ProjectId(project),
                            key,
                            Set.of(Role.DEVELOPER));
            return Optional.of(new Credential(caller, Secret.of(SECRET)));
        }

        @Override
        public Caller operator() {
            throw new UnsupportedOperationException();
        }
    }

    private HttpResponse<byte[]> ask(String key, String method, String target) throws Exception {
        SigV4Signer signer = new SigV4Signer(new AccessKeyId(key), Secret.of(SECRET), "nova", "s3");
        return new SigningClient(signer, server.uri("s3"), clock)
                .send(method, target, List.of(), new byte[0]);
    }

    private String text(String key, String method, String target) throws Exception {
        HttpResponse<byte[]> answer = ask(key, method, target);
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertEquals(2, answer.statusCode() / 100, body);
        return body;
    }

    @Test
    void anImageIsRegisteredUnderTheIdThatItsClientMadeUp() throws Exception {
        String made = text("ALICE", "PUT", REGISTER);
        assertTrue(made.contains("\"imageId\":\"ami-00000001\""), made);
        String listed = text("ALICE", "GET", "/_images/");
        assertEquals("[" + made + "]", listed);
        assertTrue(listed.contains("\"imageLocation\":\"bucket/disk.manifest.xml\""), listed);
        assertTrue(listed.contains("\"imageOwnerId\":\"000000000001\""), listed);
        assertTrue(listed.contains("\"imageState\":\"pending\""), listed);
        assertTrue(listed.contains("\"isPublic\":false"), listed);
        assertTrue(listed.contains("\"type\":\"machine\""), listed);
        assertTrue(listed.contains("\"kernelId\":\"aki-00000001\""), listed);
        assertEquals(403, ask("ALICE", "PUT", REGISTER).statusCode());
    }

    @Test
    void allPagesAreListed() throws Exception {
        for (int i = 1; i <= 3; i++) {
            text("ALICE", "PUT", REGISTER.replace("00000001&", "0000000" + i + "&"));
        }
        String listed = text("ALICE", "GET", "/_images");
        assertEquals(3, listed.split("\"imageId\"", -1).length - 1, listed);
    }

    @Test
    void othersSeeItOnceItIsPublic() throws Exception {
        text("ALICE", "PUT", REGISTER);
        assertEquals("[]", text("BOB", "GET", "/_images/"));
        text("ALICE", "POST", "/_images/?image_id=ami-00000001&operation=add");
        assertTrue(text("BOB", "GET", "/_images/").contains("\"isPublic\":true"));
        assertEquals(
                403,
                ask("BOB", "POST", "/_images/?image_id=ami-00000001&operation=remove")
                        .statusCode());
        text("ALICE", "POST", "/_images/?image_id=ami-00000001&operation=remove");
        assertEquals("[]", text("BOB", "GET", "/_images/"));
    }

    @Test
    void aDescriptionIsChangedAndNothingElse() throws Exception {
        text("ALICE", "PUT", REGISTER);
        text("ALICE", "POST", "/_images/?image_id=ami-00000001&description=a%20disk");
        String listed = text("ALICE", "GET", "/_images/");
        assertTrue(listed.contains("\"description\":\"a disk\""), listed);
        assertTrue(listed.contains("\"isPublic\":false"), listed);
    }

    @Test
    void itIsDeregistered() throws Exception {
        text("ALICE", "PUT", REGISTER);
        assertEquals(404, ask("BOB", "DELETE", "/_images/?image_id=ami-00000001").statusCode());
        assertEquals(204, ask("ALICE", "DELETE", "/_images/?image_id=ami-00000001").statusCode());
        assertTrue(images.images.isEmpty());
    }

    @Test
    void itsBytesAreForThoseWhoMayLaunchIt() throws Exception {
        new Random(7).nextBytes(images.bytes);
        text("ALICE", "PUT", REGISTER);
        HttpResponse<byte[]> answer = ask("ALICE", "GET", "/_images/ami-00000001/image");
        assertArrayEquals(images.bytes, answer.body());
        assertEquals(
                "application/octet-stream",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(0, ask("ALICE", "HEAD", "/_images/ami-00000001/image").body().length);
        assertEquals(404, ask("BOB", "GET", "/_images/ami-00000001/image").statusCode());
    }

    @Test
    void bytesThatTurnOutDamagedAreCutOff() throws Exception {
        images.damagedAt = 300_000;
        text("ALICE", "PUT", REGISTER);
        assertThrows(IOException.class, () -> ask("ALICE", "GET", "/_images/ami-00000001/image"));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /_images/?image_id=ami-00000001, 400",
        "PUT, /_images/?image_id=../etc&image_location=b/k, 400",
        "POST, /_images/?image_id=ami-00000001, 400",
        "POST, /_images/?operation=add, 400",
        "POST, /_images/?image_id=ami-00000001&display_name=x, 501",
        "POST, /_images/?image_id=ami-00000001&operation=add, 404",
        "DELETE, /_images/, 400",
        "PATCH, /_images/, 405",
        "GET, /_images/ami-00000001/image, 404",
        "GET, /_images/nonsense/image, 400",
        "GET, /_images/image, 404",
        "GET, /_images//image, 404",
        "GET, /_images/ami-00000001, 404",
        "PUT, /_images/ami-00000001/image, 501",
    })
    void whatCannotBeIsRefused(String method, String target, int status) throws Exception {
        HttpResponse<byte[]> answer = ask("ALICE", method, target);
        assertEquals(
                status, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void whoDoesNotSignIsRefused() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.uri("s3") + "/_images/")).build();
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(403, answer.statusCode());
        assertFalse(answer.headers().firstValue("x-amz-request-id").isEmpty());
    }

    @Test
    void idsOfTodayAreTakenToo() throws Exception {
        text("ALICE", "PUT", REGISTER.replace("00000001&", "0123456789abcdef0&"));
        assertTrue(images.images.containsKey(new ImageId("ami-0123456789abcdef0")));
        text("ALICE", "PUT", "/_images/?image_location=bucket/disk.manifest.xml");
        assertEquals(2, images.images.size());
    }
}
