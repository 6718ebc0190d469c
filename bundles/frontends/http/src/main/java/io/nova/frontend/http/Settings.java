package io.nova.frontend.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the server listens and what it bears.
 *
 * @param addresses where {@code ec2} and {@code s3} listen
 * @param metadata gateway addresses of guests, each served once the host has it
 * @param ec2Port 0 for any free one
 * @param s3Port 0 for any free one
 * @param expected the endpoints without which the server is not ready
 * @param maxThreads of EC2 and metadata together, and as many of S3
 * @param maxConnections of each socket that listens
 * @param maxHeaderBytes of the request line and all headers
 * @param idleTimeout after which a silent connection is closed
 * @param headerTimeout within which a request's head must be complete
 * @param minBodyRate bytes per second that a client must send when it is waited for
 * @param endpointWait how long a request waits for an expected endpoint that is being exchanged
 * @param drainLimit how long an endpoint that goes may finish its requests
 */
public record Settings(
        List<InetAddress> addresses,
        List<AddressRange> metadata,
        int ec2Port,
        int s3Port,
        Set<String> expected,
        int maxThreads,
        int maxConnections,
        int maxHeaderBytes,
        Duration idleTimeout,
        Duration headerTimeout,
        int minBodyRate,
        Duration endpointWait,
        Duration drainLimit) {

    public Settings {
        addresses = List.copyOf(addresses);
        metadata = List.copyOf(metadata);
        expected = Set.copyOf(expected);
    }

    /** Settings for a test: free ports on loopback, nothing expected, short waits. */
    public static Settings forTests() {
        return new Settings(
                List.of(InetAddress.getLoopbackAddress()),
                List.of(),
                0,
                0,
                Set.of(),
                16,
                200,
                32 << 10,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                1000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }
}
