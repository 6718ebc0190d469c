package io.nova.model.network;

import io.nova.model.SecurityGroupId;

/** A security group that a port is in, with its name, which never changes. */
public record PortGroup(SecurityGroupId id, String name) {}
