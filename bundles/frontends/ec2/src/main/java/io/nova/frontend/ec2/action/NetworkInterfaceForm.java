package io.nova.frontend.ec2.action;

import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
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

    private static final Value<SubnetId> SUBNET_ID = Value.of("SubnetId", SubnetId::new);
    private static final Values<String> GROUP_NAMES = Values.text("SecurityGroup");
    private static final Values<SecurityGroupId> GROUP_IDS =
            Values.of("SecurityGroupId", SecurityGroupId::new);
    private static final Value<Ipv4> ADDRESS = Value.of("PrivateIpAddress", Ipv4::new);
    private static final Value<String> DESCRIPTION = Value.of("Description", Type.text(255));

    private static final Structures INTERFACES =
            Structures.of("NetworkInterface", SUBNET_ID, GROUP_IDS, ADDRESS, DESCRIPTION);

    /** Both forms of it. */
    static final Parameter[] PARAMETERS = {SUBNET_ID, GROUP_NAMES, GROUP_IDS, ADDRESS, INTERFACES};

    NetworkInterfaceForm {
        groups = List.copyOf(groups);
    }

    /**
     * @throws InvalidParameterException if the request uses both forms
     * @throws UnsupportedException if it asks for more than one interface
     */
    static NetworkInterfaceForm of(Arguments call) {
        List<Arguments> interfaces = call.structures(INTERFACES);
        if (interfaces.isEmpty()) {
            List<GroupRef> groups = byId(call);
            call.list(GROUP_NAMES).forEach(name -> groups.add(GroupRef.named(name)));
            return form(call, groups);
        }
        if (interfaces.size() > 1) {
            throw new UnsupportedException(
                    ResourceType.NETWORK_INTERFACE,
                    "NetworkInterface",
                    "An instance has one network interface in this cloud");
        }
        for (Parameter one : List.of(SUBNET_ID, GROUP_IDS, GROUP_NAMES, ADDRESS)) {
            if (call.has(one)) {
                throw new InvalidParameterException(
                        Problem.BAD_COMBINATION,
                        one.name(),
                        ("NetworkInterface and %s may not be given in the same request; "
                                        + "give it with the interface")
                                .formatted(one.name()));
            }
        }
        Arguments nic = interfaces.get(0);
        return form(nic, byId(nic));
    }

    private static NetworkInterfaceForm form(Arguments call, List<GroupRef> groups) {
        return new NetworkInterfaceForm(
                call.find(SUBNET_ID),
                groups,
                call.find(ADDRESS),
                call.find(DESCRIPTION).orElse(""));
    }

    private static List<GroupRef> byId(Arguments call) {
        List<GroupRef> groups = new ArrayList<>();
        call.list(GROUP_IDS).forEach(id -> groups.add(GroupRef.of(id)));
        return groups;
    }
}
