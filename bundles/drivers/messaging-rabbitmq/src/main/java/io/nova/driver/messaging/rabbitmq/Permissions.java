package io.nova.driver.messaging.rabbitmq;

import io.nova.model.HostId;
import java.util.List;

/**
 * What a broker's user may do; {@code definitions.sh} says the same of hosts.
 *
 * @param configure pattern of what it may make and remove
 * @param write of what it may send to
 * @param read of what it may read and bind to
 */
record Permissions(String configure, String write, String read, List<Topic> topics) {

    /**
     * Which keys of an exchange.
     *
     * @param write pattern of those that may be sent to
     * @param read of those that may be bound
     */
    record Topic(String exchange, String write, String read) {}

    /** Of a host: it reads and makes what is addressed to it, and sends nothing to other hosts. */
    static Permissions ofHost(String prefix, HostId host) {
        // No name of a host has a colon: so none begins like another's.
        String own = "%s:(host|reply|all):%s:".formatted(prefix, host.value().replace(".", "[.]"));
        return new Permissions(
                "^" + own,
                "^(%s|%s[.](role|reply)$)".formatted(own, prefix),
                "^(%s|%s[.](host|reply|all)$)".formatted(own, prefix),
                List.of(
                        new Topic(prefix + ".host", "^$", "^" + own),
                        new Topic(prefix + ".reply", "^" + prefix + ":reply:", "^" + own)));
    }

    /**
     * Of a newcomer: it asks the role of newcomers, and reads answers to its own name.
     *
     * @param name as the host of its bus
     */
    static Permissions ofNewcomer(String prefix, HostId name) {
        String own = "%s:reply:%s:".formatted(prefix, name.value().replace(".", "[.]"));
        return new Permissions(
                "^" + own,
                "^(%s|%s[.]newcomer$)".formatted(own, prefix),
                "^(%s|%s[.]reply$)".formatted(own, prefix),
                List.of(new Topic(prefix + ".reply", "^$", "^" + own)));
    }
}
