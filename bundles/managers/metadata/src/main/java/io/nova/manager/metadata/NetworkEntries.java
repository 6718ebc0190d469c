package io.nova.manager.metadata;

import io.nova.manager.metadata.Entry.Directory;
import io.nova.model.compute.Instance;
import io.nova.model.network.PortGroup;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.util.stream.Collectors;

/** What an instance reads about its network interface. */
final class NetworkEntries {

    private NetworkEntries() {}

    static Directory of(Instance instance, String host, Facts facts) {
        Directory nic =
                new Directory()
                        .value("device-number", 0)
                        .value("interface-id", instance.port().id());
        facts.publicAddress()
                .ifPresent(
                        address ->
                                nic.with(
                                        "ipv4-associations",
                                        new Directory()
                                                .value(
                                                        address.value(),
                                                        instance.port().address())));
        nic.value("local-hostname", host)
                .value("local-ipv4s", instance.port().address())
                .value("mac", instance.port().mac())
                .value("owner-id", instance.project());
        facts.publicAddress()
                .ifPresent(
                        address ->
                                nic.value("public-hostname", facts.publicName())
                                        .value("public-ipv4s", address));
        nic.value("security-group-ids", groupIds(instance))
                .value("security-groups", groups(instance))
                .value("subnet-id", instance.port().subnet())
                .value("subnet-ipv4-cidr-block", facts.subnet().map(Subnet::cidr))
                .value("vpc-id", instance.port().vpc())
                .value("vpc-ipv4-cidr-block", facts.vpc().map(Vpc::cidr))
                .value("vpc-ipv4-cidr-blocks", facts.vpc().map(Vpc::cidr));
        Directory macs = new Directory().with(instance.port().mac().value(), nic);
        return new Directory().with("interfaces", new Directory().with("macs", macs));
    }

    static String groups(Instance instance) {
        return instance.port().groups().stream()
                .map(PortGroup::name)
                .collect(Collectors.joining("\n"));
    }

    private static String groupIds(Instance instance) {
        return instance.port().groups().stream()
                .map(group -> group.id().value())
                .collect(Collectors.joining("\n"));
    }
}
