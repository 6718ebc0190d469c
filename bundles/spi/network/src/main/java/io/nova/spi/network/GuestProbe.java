package io.nova.spi.network;

import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import java.util.Collection;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability: finds out whether guests answer.
 *
 * <p>What is asked is the guest's own network stack, and nothing that its owner's rules or programs
 * could forbid: a guest that does not answer has crashed, hangs, or has lost its device or address.
 *
 * <p>The compute agent is the only caller, never twice at once.
 */
@ConsumerType
public interface GuestProbe {

    /**
     * Asks the guests of these ports anew, and returns what is known from earlier calls: a port is
     * missing until an answer came or the time for one has passed. What is known of ports that are
     * not among these stays. Waits for no guest; to be called again after some seconds.
     *
     * @return whether the guest of each port answered
     * @throws DriverException {@code UNREACHABLE} or {@code BROKEN} if nobody can be asked
     */
    Map<InterfaceId, Boolean> probe(Collection<InterfaceId> ports) throws InterruptedException;
}
