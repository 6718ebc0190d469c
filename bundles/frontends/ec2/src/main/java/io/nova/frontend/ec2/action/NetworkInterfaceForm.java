package io.nova.frontend.ec2.action;

import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SubnetId;
import io.nova.model.UnsupportedException;
import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one network interface of instances to be, which a request describes either by the parameters
 * of the instance or by those of an interface.
 */
record NetworkInterfaceForm(
        Optional<SubnetId> subnet,
        List<GroupRef> groups,
        Optional<Ipv4> address,
        String description) {

    /** What interfaces of this cloud do not have. */
    static final String[] REFUSED = {
        "NetworkInterface.N.NetworkInterfaceId",
        "NetworkInterface.N.AssociateCarrierIpAddress",
        "NetworkInterface.N.ConnectionTrackingSpecification",
        "NetworkInterface.N.EnaQueueCount",
        "NetworkInterface.N.EnaSrdSpecification",
        "NetworkInterface.N.Ipv4Prefix",
        "NetworkInterface.N.Ipv4PrefixCount",
        "NetworkInterface.N.Ipv6AddressCount",
        "NetworkInterface.N.Ipv6Addresses",
        "NetworkInterface.N.Ipv6Prefix",
        "NetworkInterface.N.Ipv6PrefixCount",
        "NetworkInterface.N.PrimaryIpv6",
        "NetworkInterface.N.PrivateIpAddresses",
        "NetworkInterface.N.SecondaryPrivateIpAddressCount",
    };

    private static final int LONGEST = 255;

    NetworkInterfaceForm {
        groups = List.copyOf(groups);
    }

    /**
     * @throws InvalidParameterException if the request uses both forms
     * @throws UnsupportedException if it asks for more than one interface
     */
    static NetworkInterfaceForm of(Query query) {
        List<Query> interfaces = query.structures("NetworkInterface");
        if (interfaces.isEmpty()) {
            List<GroupRef> groups = byId(query);
            query.list("SecurityGroup").forEach(name -> groups.add(GroupRef.named(name)));
            return form(query, groups, "");
        }
        if (interfaces.size() > 1) {
            throw new UnsupportedException(
                    ResourceType.NETWORK_INTERFACE,
                    "NetworkInterface",
                    "An instance has one network interface in this cloud");
        }
        for (String name :
                List.of("SubnetId", "SecurityGroupId", "SecurityGroup", "PrivateIpAddress")) {
            if (query.has(name)) {
                throw new InvalidParameterException(
                        Problem.BAD_COMBINATION,
                        name,
                        ("NetworkInterface and %s may not be given in the same request; "
                                        + "give it with the interface")
                                .formatted(name));
            }
        }
        Query nic = interfaces.get(0);
        return form(nic, byId(nic), nic.text("Description").orElse(""));
    }

    private static NetworkInterfaceForm form(
            Query query, List<GroupRef> groups, String description) {
        if (description.length() > LONGEST) {
            throw InvalidParameterException.badValue(
                    "NetworkInterface.N.Description", "...", "it has at most 255 characters");
        }
        return new NetworkInterfaceForm(
                query.parsed("SubnetId", SubnetId::new),
                groups,
                query.parsed("PrivateIpAddress", Ipv4::new),
                description);
    }

    private static List<GroupRef> byId(Query query) {
        List<GroupRef> groups = new ArrayList<>();
        query.list("SecurityGroupId", SecurityGroupId::new)
                .forEach(id -> groups.add(GroupRef.of(id)));
        return groups;
    }
}
