package io.nova.spi.hypervisor;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;

/**
 * A guest as the hypervisor has it.
 *
 * @param power never {@code GONE}
 * @param generation the last one marked, or that of its launch
 * @param crashed whether it is off since it failed, not since it was asked or shut itself down
 */
public record Guest(InstanceId instance, PowerState power, long generation, boolean crashed) {}
