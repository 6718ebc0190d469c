package io.nova.gate;

import io.nova.model.CloudException;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The drivers of one family in this process, of which one serves at a time; for an operator.
 * Registered as a service by whoever has the gate to them.
 *
 * <p>Which driver serves is in a setting, and only {@link #move} changes it while the process
 * lives.
 */
@ConsumerType
public interface DriverFamily {

    /** Returns the word for the family, such as {@code state}. */
    String family();

    /** Returns the names of the drivers that are there, in no order. */
    List<String> present();

    /** Returns the name of the driver that serves, or that calls wait for; empty while unknown. */
    String serving();

    /** Returns the figures of the family's calls. */
    GateStats stats();

    /**
     * Moves what the serving driver holds to another driver that is there, and has that one serve
     * from then on, also after a restart. Whenever the process dies, exactly one of the two serves
     * afterwards, and has everything. Blocks until it is done.
     *
     * @param to the other driver's name; the one that serves already has nothing to move
     * @param progress is told in a line now and then what is done
     * @throws CloudException if it cannot be done; nothing has changed then, and the message says
     *     why
     */
    void move(String to, Consumer<String> progress) throws InterruptedException;
}
