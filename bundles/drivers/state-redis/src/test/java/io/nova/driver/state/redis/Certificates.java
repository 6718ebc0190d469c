package io.nova.driver.state.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An authority that lasts for a test, and a certificate of its for the host {@code localhost}. */
final class Certificates {

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    static Certificates make(Path directory) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/openssl")),
                "no openssl: apt-get install openssl");
        Files.createDirectories(directory);
        Certificates made = new Certificates(directory);
        made.openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=test authority",
                "-keyout",
                made.path("ca.key"),
                "-out",
                made.path("ca.pem"));
        made.openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=redis",
                "-keyout",
                made.path("server.key"),
                "-out",
                made.path("server.csr"));
        Files.writeString(directory.resolve("names"), "subjectAltName=DNS:localhost\n");
        made.openssl(
                "x509",
                "-req",
                "-in",
                made.path("server.csr"),
                "-days",
                "2",
                "-CA",
                made.path("ca.pem"),
                "-CAkey",
                made.path("ca.key"),
                "-CAcreateserial",
                "-extfile",
                made.path("names"),
                "-out",
                made.path("server.pem"));
        return made;
    }

    String authority() {
        return path("ca.pem");
    }

    /** Returns the settings of a server that speaks TLS alone. */
    String[] serverLines(int port) {
        return new String[] {
            "tls-port " + port,
            "port 0",
            "tls-cert-file " + path("server.pem"),
            "tls-key-file " + path("server.key"),
            "tls-ca-cert-file " + path("ca.pem"),
            "tls-auth-clients no"
        };
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + ": " + Files.readString(log));
        }
    }
}
