package io.nova.spi.hypervisor;

import io.nova.model.InstanceId;
import org.osgi.annotation.versioning.ConsumerType;

/** Ability: reads what a guest wrote to its serial console. */
@ConsumerType
public interface ConsoleAccess {

    /**
     * Returns the last bytes that the guest wrote, at most so many; empty if it wrote none or is
     * unknown. What was written before a restart of the guest is kept so far as room allows.
     */
    byte[] tail(InstanceId instance, int maxBytes) throws InterruptedException;
}
