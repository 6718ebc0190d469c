package io.nova.driver.state.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Opens the socket of a connection. An encrypted one goes to the host that was meant, or nowhere.
 */
record Sockets(HostAndPort address, Optional<SSLContext> tls, int connectMillis, int callMillis)
        implements JedisSocketFactory {

    @Override
    public Socket createSocket() {
        try {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.setSoTimeout(connectMillis);
                socket.connect(
                        new InetSocketAddress(address.getHost(), address.getPort()), connectMillis);
                Socket ready = tls.isPresent() ? encrypted(socket, tls.get()) : socket;
                ready.setSoTimeout(callMillis);
                return ready;
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JedisConnectionException("cannot connect", e);
        }
    }

    private Socket encrypted(Socket plain, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, address.getHost(), address.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // Without this a certificate of any host would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(
                    "no TLS handshake within %d ms".formatted(connectMillis));
        }
        return socket;
    }
}
