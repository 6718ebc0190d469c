package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.Instance;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Port;
import java.util.List;
import java.util.Optional;

/** How EC2 writes an interface by itself; in an instance it shows less. */
final class NetworkInterfaceXml {

    private NetworkInterfaceXml() {}

    static void write(XmlWriter xml, Instance instance, Optional<ElasticAddress> elastic) {
        Port port = instance.port();
        String dns = InstanceXml.privateDns(port.address());
        xml.text("networkInterfaceId", port.id())
                .text("subnetId", port.subnet())
                .text("vpcId", port.vpc())
                .text("availabilityZone", instance.spec().zone())
                .text("description", instance.spec().options().interfaceDescription())
                .text("ownerId", instance.project())
                .text("requesterManaged", false)
                .text("status", "in-use")
                .text("macAddress", port.mac())
                .text("privateIpAddress", port.address())
                .text("privateDnsName", dns)
                .text("sourceDestCheck", port.sourceDestCheck())
                .text("interfaceType", "interface")
                .items("groupSet", port.groups(), group -> InstanceXml.group(xml, group))
                .element("attachment", () -> attachment(xml, instance));
        association(xml, elastic);
        xml.tags(instance.spec().options().interfaceTags())
                .items(
                        "privateIpAddressesSet",
                        List.of(port.address()),
                        address -> {
                            xml.text("privateIpAddress", address)
                                    .text("privateDnsName", dns)
                                    .text("primary", true);
                            association(xml, elastic);
                        })
                .items("ipv6AddressesSet", List.of(), none -> {});
    }

    private static void attachment(XmlWriter xml, Instance instance) {
        xml.text("attachmentId", InstanceXml.attachment(instance.port()))
                .text("instanceId", instance.id())
                .text("instanceOwnerId", instance.project())
                .text("deviceIndex", 0)
                .text("networkCardIndex", 0)
                .text("status", "attached")
                .text("attachTime", instance.launchTime())
                .text("deleteOnTermination", true);
    }

    private static void association(XmlWriter xml, Optional<ElasticAddress> elastic) {
        elastic.ifPresent(one -> xml.element("association", () -> association(xml, one)));
    }

    private static void association(XmlWriter xml, ElasticAddress elastic) {
        xml.text("publicIp", elastic.address())
                .text("publicDnsName", InstanceXml.publicDns(elastic.address()))
                .text("ipOwnerId", elastic.project())
                .text("allocationId", elastic.id())
                .text("associationId", elastic.association().map(ElasticAddress.Association::id));
    }
}
