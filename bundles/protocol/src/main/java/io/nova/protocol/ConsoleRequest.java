package io.nova.protocol;

import io.nova.model.InstanceId;

/** A question for the last bytes of a guest's console. */
public record ConsoleRequest(InstanceId instance, int maxBytes) {}
