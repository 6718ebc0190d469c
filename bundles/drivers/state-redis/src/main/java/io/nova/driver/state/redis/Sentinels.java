package io.nova.driver.state.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Asks Sentinels, one after the other, which server is the master. */
final class Sentinels implements Primary {

    private final Settings settings;
    private final Dialer dialer;

    Sentinels(Settings settings, Dialer dialer) {
        this.settings = settings;
        this.dialer = dialer;
    }

    @Override
    public HostAndPort find() {
        NoLink failure = null;
        boolean answered = false;
        for (HostAndPort sentinel : settings.servers()) {
            try {
                HostAndPort master = ask(sentinel);
                if (master != null) {
                    return master;
                }
                answered = true;
            } catch (NoLink e) {
                failure = e;
            }
        }
        if (failure != null && !answered) {
            throw failure;
        }
        throw NoLink.passing(
                "sentinelMaster",
                "no Sentinel knows a master '%s'".formatted(settings.sentinelMaster()),
                new IllegalStateException("not known"));
    }

    private @Nullable HostAndPort ask(HostAndPort sentinel) {
        try (Connection connection = dialer.sentinel(sentinel)) {
            connection.sendCommand(
                    Command.SENTINEL, "GET-MASTER-ADDR-BY-NAME", settings.sentinelMaster());
            List<@Nullable Object> answer = Link.list(connection.getOne());
            return answer.size() < 2 || answer.get(0) == null || answer.get(1) == null
                    ? null
                    : new HostAndPort(Forms.text(answer.get(0)), (int) Forms.number(answer.get(1)));
        } catch (JedisException e) {
            throw NoLink.passing(
                    "servers", "Sentinel %s: %s".formatted(sentinel, e.getMessage()), e);
        }
    }
}
