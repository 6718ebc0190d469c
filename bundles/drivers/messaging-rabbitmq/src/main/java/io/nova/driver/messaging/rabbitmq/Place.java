package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Address;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a broker listens.
 *
 * @param port 0 for the protocol's own
 */
record Place(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");

    /**
     * @throws IllegalArgumentException if the text is no host with or without a port
     */
    static Place parse(String text) {
        Matcher matcher = FORM.matcher(text);
        int port = -1;
        if (matcher.matches()) {
            port = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("'%s' is no host, or host:port".formatted(text));
        }
        return new Place(matcher.group(1), port);
    }

    Address address(boolean tls) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Address(bare, port(tls));
    }

    private int port(boolean tls) {
        if (port != 0) {
            return port;
        }
        return tls ? 5671 : 5672;
    }

    String text(boolean tls) {
        return host + ":" + port(tls);
    }
}
