package io.nova.gate;

import io.nova.model.network.Ipv4;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of this process that answers guests at the gateways of their networks. Registered as a
 * service.
 */
@ConsumerType
public interface GatewayPart {

    /**
     * Answers guests at these gateways from now on and at no other that it was told of, each as
     * soon as the host has the address; told again and again, mostly what it knows.
     *
     * <p>Called by one thread at a time. Returns at once.
     *
     * @param ports where guests are answered, by the gateways' addresses
     */
    void serveGateways(Map<Ipv4, Integer> ports);
}
