package io.nova.model;

import java.util.Locale;

/** What a fault or a permission is about. */
public enum ResourceType {
    INSTANCE,
    RESERVATION,
    INSTANCE_TYPE,
    KEY_PAIR,
    IMAGE,
    HOST,
    ZONE,
    NETWORK,
    VPC,
    SUBNET,
    ROUTE_TABLE,
    INTERNET_GATEWAY,
    NETWORK_ACL,
    DHCP_OPTIONS,
    NETWORK_INTERFACE,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    ADDRESS,
    ADDRESS_ASSOCIATION,
    LEASE,
    VOLUME,
    VOLUME_ATTACHMENT,
    SNAPSHOT,
    PROJECT,
    USER,
    ACCESS_KEY,
    BUCKET,
    OBJECT,
    OBJECT_VERSION,
    UPLOAD,
    TAG,
    DRIVER,
    REQUEST;

    /** Returns the words for a person, for example {@code key pair}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
