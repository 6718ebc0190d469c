package io.nova.spi.hypervisor;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of power changes. Events may be lost or doubled: they are hints to look. */
@ConsumerType
@FunctionalInterface
public interface GuestListener {

    /** The guest's power changed. Called on a thread of the driver; returns at once. */
    void powerChanged(InstanceId instance, PowerState power);
}
