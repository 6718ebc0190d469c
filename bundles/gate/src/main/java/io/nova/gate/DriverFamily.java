package io.nova.gate;

import io.nova.model.CloudException;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The drivers of one family in this process, of which one serves at a time; for an operator.
 * Registered as a service by whoever has the gate to them.
 *
 * <p>Where drivers hold what cannot be without them, which one serves is in a setting, and only
 * {@link #move} changes it while the process lives.
 */
@ConsumerType
public interface DriverFamily {

    /** Returns the word for the family, such as {@code state}. */
    String family();

    /** Returns the names of the drivers that are there, in no order. */
    default List<String> present() {
        return stats().drivers().stream().distinct().toList();
    }

    /** Returns the name of the driver that serves, or that calls wait for; empty while unknown. */
    default String serving() {
        return present().stream().findFirst().orElse("");
    }

    /** Returns the figures of the family's calls. */
    GateStats stats();

    /**
     * Moves what the serving driver holds to another driver that is there, and has that one serve
     * from then on, also after a restart. Whenever the process dies, exactly one of the two serves
     * afterwards, and has everything. Blocks until it is done.
     *
     * @param to the other driver's name; the one that serves already has nothing to move
     * @param progress is told in a line now and then what is done
     * @throws CloudException if it cannot be done, as with families that hold nothing or are moved
     *     by other means; nothing has changed then, and the message says why
     */
    default void move(String to, Consumer<String> progress) throws InterruptedException {
        throw new UnsupportedException(
                ResourceType.DRIVER,
                to,
                "What drivers of %s hold is not moved like this".formatted(family()));
    }
}
