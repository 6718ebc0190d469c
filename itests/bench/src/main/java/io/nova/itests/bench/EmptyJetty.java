package io.nova.itests.bench;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A server that answers whatever it is asked with the bytes of a file, and checks nothing. */
final class EmptyJetty {

    private EmptyJetty() {}

    /** Takes the file; prints the port, and ends when its standard input does. */
    public static void main(String[] args) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(args[0]));
        // Not from the heap, whence the platform would copy all that is left for each write.
        ByteBuffer body = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        response.getHeaders()
                                .put(HttpHeader.CONTENT_TYPE, "text/xml;charset=UTF-8");
                        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
                        response.write(true, body.slice(), callback);
                        return true;
                    }
                });
        server.start();
        System.out.println(connector.getLocalPort());
        while (System.in.read() >= 0) {
            // Nothing is said; the end is what counts.
        }
        server.stop();
    }
}
