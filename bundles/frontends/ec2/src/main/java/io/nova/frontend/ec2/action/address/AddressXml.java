package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService.AddressRef;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.AllocationId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.ElasticAddress.Association;
import io.nova.model.network.Ipv4;
import java.util.Optional;

/** How EC2 reads and writes an elastic address. */
final class AddressXml {

    static final String GROUP = "nova";

    /** The parameters by which a request means one. */
    static final Value<AllocationId> ALLOCATION_ID = Value.of("AllocationId", AllocationId::new);

    static final Value<Ipv4> PUBLIC_IP = Value.of("PublicIp", Ipv4::new);

    private AddressXml() {}

    static void write(XmlWriter xml, ElasticAddress address) {
        Optional<Association> on = address.association();
        xml.text("publicIp", address.address())
                .text("allocationId", address.id())
                .text("domain", "vpc")
                .text("instanceId", on.map(Association::instance))
                .text("associationId", on.map(Association::id))
                .text("networkInterfaceId", on.map(Association::networkInterface))
                .text("networkInterfaceOwnerId", on.map(one -> address.project()))
                .text("privateIpAddress", on.map(Association::privateAddress))
                .text("publicIpv4Pool", "amazon")
                .text("networkBorderGroup", GROUP)
                .tags(address.tags());
    }

    /**
     * Reads which address a request means.
     *
     * @throws InvalidParameterException if it names none, or two
     */
    static AddressRef ref(Arguments call) {
        boolean byId = call.has(ALLOCATION_ID);
        if (byId && call.has(PUBLIC_IP)) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION, "PublicIp", "Give AllocationId or PublicIp, not both");
        }
        if (!byId && !call.has(PUBLIC_IP)) {
            throw call.missing(ALLOCATION_ID);
        }
        return byId ? AddressRef.of(call.get(ALLOCATION_ID)) : AddressRef.of(call.get(PUBLIC_IP));
    }
}
