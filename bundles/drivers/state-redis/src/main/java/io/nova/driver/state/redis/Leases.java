package io.nova.driver.state.redis;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.nova.spi.state.Beat;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Leases and signs of life, by the server's clock. */
final class Leases {

    private final Links links;

    Leases(Links links) {
        this.links = links;
    }

    Optional<Lease> take(String name, String owner, Duration ttl) {
        List<@Nullable Object> answer =
                links.write(Script.LEASE, Args.of(name, owner).add(ttl.toMillis()));
        if (!Links.name(answer).equals("OK")) {
            return Optional.empty();
        }
        long token = Forms.number(requireNonNull(answer.get(1)));
        Instant until = Instant.ofEpochMilli(Forms.number(requireNonNull(answer.get(2))));
        return Optional.of(new Lease(name, owner, token, until));
    }

    void release(Lease lease) {
        links.write(Script.RELEASE, Args.of(lease.name()).add(lease.token()));
    }

    void beat(String group, String member, String note) {
        links.write(Script.BEAT, Args.of(group, member, note));
    }

    void forget(String group, String member) {
        links.write(Script.FORGET, Args.of(group, member));
    }

    List<Beat> beats(String group) {
        List<@Nullable Object> found =
                links.read(
                        link -> Link.list(link.call(Command.HGETALL, links.keys().beats(group))));
        List<Beat> beats = new ArrayList<>();
        for (int i = 0; i < found.size(); i += 2) {
            String member = Forms.text(requireNonNull(found.get(i)));
            String stored = Forms.text(requireNonNull(found.get(i + 1)));
            int blank = stored.indexOf(' ');
            Instant at = Instant.ofEpochMilli(Long.parseLong(stored.substring(0, blank)));
            beats.add(new Beat(member, at, stored.substring(blank + 1)));
        }
        beats.sort(comparing(Beat::member, Names.ORDER));
        return beats;
    }
}
