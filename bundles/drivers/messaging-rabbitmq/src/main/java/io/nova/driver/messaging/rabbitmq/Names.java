package io.nova.driver.messaging.rabbitmq;

import io.nova.model.HostId;
import io.nova.model.InvalidParameterException;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MemberAccess;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What exchanges and queues are called. A queue is bound by its own name, and no part of a name but
 * the last can have a colon: so a broker's patterns tell whose a queue is.
 */
final class Names {

    /** The longest name that the protocol carries, in bytes. */
    private static final int LONGEST = 255;

    private final String prefix;
    private final HostId host;

    /**
     * @param prefix of all names of one cloud
     * @param host of this process
     */
    Names(String prefix, HostId host) {
        this.prefix = prefix;
        this.host = host;
    }

    /** Returns the exchange of what goes to roles: whoever may write to it may ask them. */
    String roles() {
        return prefix + ".role";
    }

    /** Returns the exchange of what newcomers ask; they may write to no other. */
    String newcomers() {
        return prefix + ".newcomer";
    }

    /** Returns the host of this process. */
    HostId host() {
        return host;
    }

    /** Returns the exchange of what goes to hosts. */
    String hosts() {
        return prefix + ".host";
    }

    /** Returns the exchange of answers. */
    String replies() {
        return prefix + ".reply";
    }

    /** Returns the exchange of broadcasts. */
    String broadcasts() {
        return prefix + ".all";
    }

    /** Returns the exchange, and the queue, of what could not be handled. */
    String dead() {
        return prefix + ".dead";
    }

    /** Returns the exchange through which the address is reached. */
    String exchange(Address address) {
        if (address instanceof Address.Host) {
            return hosts();
        }
        if (address instanceof Address.Role to) {
            return to.role().equals(MemberAccess.NEWCOMERS) ? newcomers() : roles();
        }
        return broadcasts();
    }

    /** Returns the name of the queue, or for all the key, of what waits for nobody for long. */
    String key(Address address, String type) {
        if (address instanceof Address.Host at) {
            return name("host:" + at.host() + ":" + at.role() + ":" + type);
        } else if (address instanceof Address.Role to) {
            return name("role:" + to.role() + ":" + type);
        } else if (address instanceof Address.All all) {
            return name("all:" + all.role() + ":" + type);
        }
        throw new IllegalArgumentException(address.toString());
    }

    /** Returns the name of the queue of what is kept until a server of the role handled it. */
    String workKey(Address.Role to, String type) {
        return name("work:" + to.role() + ":" + type);
    }

    /** Returns a new name for a queue of answers to this process. */
    String newReplies() {
        return name("reply:" + host + ":" + UUID.randomUUID());
    }

    /**
     * Returns whose queue of answers that is: permissions let its own host alone make, bind or read
     * it. Empty if it is none.
     */
    Optional<HostId> reader(@Nullable String replies) {
        String begin = prefix + ":reply:";
        if (replies == null || !replies.startsWith(begin)) {
            return Optional.empty();
        }
        int end = replies.indexOf(':', begin.length());
        try {
            return end < 0
                    ? Optional.empty()
                    : Optional.of(new HostId(replies.substring(begin.length(), end)));
        } catch (InvalidParameterException noHost) {
            return Optional.empty();
        }
    }

    /** Returns a new name for a queue of one server's copies of broadcasts. */
    String newCopies() {
        return name("all:" + host + ":" + UUID.randomUUID());
    }

    private String name(String rest) {
        String name = prefix + ":" + rest;
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException(name + " is too long a name for a queue");
        }
        return name;
    }
}
