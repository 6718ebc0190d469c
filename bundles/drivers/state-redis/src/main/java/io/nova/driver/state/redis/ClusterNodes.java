package io.nova.driver.state.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Asks nodes of a cluster, one after the other, which of them has the cell's slot. */
final class ClusterNodes implements Primary {

    private final Settings settings;
    private final Dialer dialer;
    private final int slot;

    ClusterNodes(Settings settings, Dialer dialer) {
        this.settings = settings;
        this.dialer = dialer;
        this.slot = JedisClusterCRC16.getSlot(new Keys(settings.cell()).meta());
    }

    @Override
    public HostAndPort find() {
        NoLink failure =
                NoLink.passing(
                        "servers",
                        "no node has the cell's slot " + slot,
                        new IllegalStateException("not served"));
        for (HostAndPort node : settings.servers()) {
            try {
                HostAndPort owner = ask(node);
                if (owner != null) {
                    return owner;
                }
            } catch (NoLink e) {
                failure = e;
            }
        }
        throw failure;
    }

    private @Nullable HostAndPort ask(HostAndPort node) {
        try (Connection connection = dialer.server(node)) {
            connection.sendCommand(Command.CLUSTER, "SLOTS");
            for (Object one : Link.list(connection.getOne())) {
                List<@Nullable Object> range = Link.list(one);
                if (range.size() > 2 && has(range)) {
                    return address(node, Link.list(range.get(2)));
                }
            }
            return null;
        } catch (JedisException e) {
            throw NoLink.passing("servers", "node %s: %s".formatted(node, e.getMessage()), e);
        }
    }

    private boolean has(List<@Nullable Object> range) {
        Object first = range.get(0);
        Object last = range.get(1);
        return first != null
                && last != null
                && Forms.number(first) <= slot
                && slot <= Forms.number(last);
    }

    /** A node that does not know its own name is the one that was asked. */
    private static HostAndPort address(HostAndPort asked, List<@Nullable Object> node) {
        Object host = node.get(0);
        String name = host == null ? "" : Forms.text(host);
        Object port = node.get(1);
        return new HostAndPort(
                name.isEmpty() || name.equals("?") ? asked.getHost() : name,
                port == null ? asked.getPort() : (int) Forms.number(port));
    }
}
