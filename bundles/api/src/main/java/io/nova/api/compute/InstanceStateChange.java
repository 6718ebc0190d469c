package io.nova.api.compute;

import io.nova.model.InstanceId;
import io.nova.model.compute.InstanceState;

/** An instance's state before and after a request. */
public record InstanceStateChange(
        InstanceId instance, InstanceState previous, InstanceState current) {}
