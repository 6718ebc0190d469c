package io.nova.driver.objectstore.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.nova.model.AccessKeyId;
import io.nova.model.DriverException;
import io.nova.model.Secret;
import io.nova.spi.objectstore.BlobId;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the driver believes, and what it reads secrets from. */
class TrustTest {

    private static final BlobId ID = new BlobId("00112233445566778899aabbccddeeff");
    private static final String PASSWORD = "changeit";

    @TempDir Path directory;

    @Test
    void believesTheAuthorityInItsFileAlone() throws Exception {
        Path keys = directory.resolve("keys.p12");
        Path pem = directory.resolve("ca.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "s3",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "s3",
                "-keystore",
                keys.toString(),
                "-file",
                pem.toString());
        HttpsServer https = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        try (TroubledServer server = new TroubledServer(https)) {
            server.thenFault(404, "NoSuchKey");
            S3ObjectStore trusting = store(server.port(), Optional.of(pem));
            assertTrue(trusting.open(ID, 0, 1).isEmpty());
            trusting.deactivate();
            S3ObjectStore strict = store(server.port(), Optional.empty());
            DriverException fault =
                    assertThrows(DriverException.class, () -> strict.open(ID, 0, 1).isEmpty());
            assertEquals(DriverException.Kind.UNREACHABLE, fault.kind());
            strict.deactivate();
        }
    }

    private S3ObjectStore store(int port, Optional<Path> trust) {
        return new S3ObjectStore(
                new S3ObjectStore.Settings(
                        URI.create("https://localhost:" + port),
                        "us-east-1",
                        "nova",
                        "",
                        new S3Credentials(new AccessKeyId("AK"), Secret.of("secret")),
                        trust,
                        directory.resolve("spool"),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        0,
                        5 << 20));
    }

    private static SSLContext context(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Test
    void readsSecretsFromAFileThatOthersCannotRead() throws Exception {
        Path file = directory.resolve("credentials");
        Files.writeString(
                file, "[default]\naws_access_key_id = AK1\naws_secret_access_key = s/e=c\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> S3Credentials.read(file));
        assertTrue(String.valueOf(refusal.getMessage()).contains("chmod 600"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        S3Credentials read = S3Credentials.read(file);
        assertEquals("AK1", read.accessKey().value());
        assertEquals("s/e=c", read.secret().revealText());
    }
}
