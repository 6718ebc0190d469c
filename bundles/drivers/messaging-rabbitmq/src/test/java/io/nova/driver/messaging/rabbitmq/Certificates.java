package io.nova.driver.messaging.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of the test's own, and the certificates it gives. */
final class Certificates {

    static final String PASSWORD = "changeit";

    private final Path directory;
    private final Path authority;

    Certificates(Path directory) throws Exception {
        this(directory, "Authority");
    }

    /**
     * @param name of the authority
     */
    Certificates(Path directory, String name) throws Exception {
        this.directory = directory;
        this.authority = directory.resolve("authority.p12");
        keytool(
                authority,
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c=ca:true");
        keytool(authority, "-exportcert", "-rfc", "-alias", "ca", "-file", trusted().toString());
    }

    /** Returns the authority's certificate. */
    Path trusted() {
        return directory.resolve("authority.pem");
    }

    /**
     * Makes a certificate for a host.
     *
     * @param begin of its time, as keytool has it
     */
    KeyStore of(String host, String begin, int days) throws Exception {
        Path keys = directory.resolve(host + begin + ".p12");
        Path request = directory.resolve("request");
        Path signed = directory.resolve("signed.pem");
        keytool(keys, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=" + host);
        keytool(keys, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                authority,
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString(),
                "-ext",
                "san=dns:" + host,
                "-startdate",
                begin,
                "-validity",
                Integer.toString(days));
        keytool(keys, "-importcert", "-noprompt", "-alias", "ca", "-file", trusted().toString());
        keytool(keys, "-importcert", "-alias", "server", "-file", signed.toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** Writes the certificate and its key as a broker reads them; returns the file of both. */
    Path pem(KeyStore keys) throws Exception {
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        Path file =
                Files.createTempFile(
                        directory,
                        "server",
                        ".pem",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                file,
                block("CERTIFICATE", keys.getCertificate("server").getEncoded())
                        + block("PRIVATE KEY", key.getEncoded()));
    }

    private static String block(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, text);
    }

    private static void keytool(Path store, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of(
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
    }
}
