package io.nova.itests.bench;

import io.nova.itests.cloud.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx that serves the files of a folder: what can be had of this machine. */
final class Nginx implements AutoCloseable {

    private static final String SETTINGS =
            """
            daemon off;
            worker_processes auto;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              keepalive_requests 1000000;
              open_file_cache max=1000;
              client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s; scgi_temp_path %1$s;
              server { listen 127.0.0.1:%2$d; root %1$s/files; }
            }
            """;

    private final Process process;
    private final URI uri;

    private Nginx(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/sbin/nginx"));
    }

    /**
     * Starts it.
     *
     * @param folder with a folder {@code files}, which all may read
     */
    static Nginx start(Path folder) throws IOException, InterruptedException {
        int port = Ports.free();
        Path settings = folder.resolve("nginx.conf");
        String text = SETTINGS.formatted(folder, port);
        Files.writeString(
                settings,
                System.getProperty("user.name").equals("root") ? "user root;" + text : text);
        Process process =
                new ProcessBuilder("/usr/sbin/nginx", "-c", settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        Nginx nginx = new Nginx(process, URI.create("http://127.0.0.1:" + port));
        for (int i = 0; !nginx.answers(); i++) {
            if (i == 100) {
                nginx.close();
                throw new IOException(Files.readString(folder.resolve("output")));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return nginx;
    }

    private boolean answers() {
        try (Connection connection = new Connection(uri)) {
            return connection.send(Connection.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).status()
                    > 0;
        } catch (IOException e) {
            return false;
        }
    }

    URI uri() {
        return uri;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
