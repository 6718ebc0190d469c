package io.nova.frontend.ec2.action.address;

import io.nova.api.network.AddressService.AddressRef;
import io.nova.frontend.ec2.query.Query;
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
    static AddressRef ref(Query query) {
        boolean byId = query.has("AllocationId");
        if (byId && query.has("PublicIp")) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION, "PublicIp", "Give AllocationId or PublicIp, not both");
        }
        if (!byId && !query.has("PublicIp")) {
            throw InvalidParameterException.missing("AllocationId");
        }
        return byId
                ? AddressRef.of(new AllocationId(query.required("AllocationId")))
                : AddressRef.of(new Ipv4(query.required("PublicIp")));
    }
}
