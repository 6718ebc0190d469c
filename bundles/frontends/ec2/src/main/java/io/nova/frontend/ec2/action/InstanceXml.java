package io.nova.frontend.ec2.action;

import io.nova.api.compute.Reservation;
import io.nova.frontend.ec2.action.volume.BlockDeviceXml;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.StateReason;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Port;
import io.nova.model.network.PortGroup;
import io.nova.model.volume.Volume;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How EC2 writes an instance, whole. */
final class InstanceXml {

    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'GMT'").withZone(ZoneOffset.UTC);

    /** What every instance of this cloud is, in EC2's words. */
    static final String PLATFORM = "Linux/UNIX";

    static final String USAGE = "RunInstances";
    static final String FIRMWARE = "legacy-bios";

    /** Where its host fails it waits for that host. */
    static final String RECOVERY = "disabled";

    /** Its name is made of its address. */
    static final String HOSTNAMES = "ip-name";

    private InstanceXml() {}

    static void write(
            XmlWriter xml,
            Instance instance,
            Optional<ElasticAddress> elastic,
            List<Volume> volumes) {
        LaunchSpec spec = instance.spec();
        boolean present = instance.state() != InstanceState.TERMINATED;
        String dns = present ? privateDns(instance.port().address()) : "";
        xml.text("instanceId", instance.id()).text("imageId", spec.image());
        StateXml.write(xml, "instanceState", instance.state());
        xml.text("privateDnsName", dns)
                .text("dnsName", elastic.map(one -> publicDns(one.address())).orElse(""))
                .text("reason", transitionReason(instance))
                .text("keyName", spec.keyName())
                .text("amiLaunchIndex", instance.launchIndex())
                .items("productCodes", List.of(), nothing -> {})
                .text("instanceType", spec.typeName())
                .text("launchTime", instance.launchTime())
                .element(
                        "placement",
                        () ->
                                xml.text("availabilityZone", spec.zone())
                                        .text("groupName", "")
                                        .text("tenancy", "default"))
                .text("kernelId", spec.kernel())
                .text("ramdiskId", spec.ramdisk())
                .element("monitoring", () -> xml.text("state", "disabled"));
        if (present) {
            xml.text("subnetId", instance.port().subnet())
                    .text("vpcId", instance.port().vpc())
                    .text("privateIpAddress", instance.port().address())
                    .text("ipAddress", elastic.map(ElasticAddress::address))
                    .text("sourceDestCheck", instance.port().sourceDestCheck());
        }
        xml.items(
                "groupSet", present ? instance.port().groups() : List.of(), one -> group(xml, one));
        reason(xml, instance.status().reason());
        xml.text("architecture", "x86_64")
                .text("rootDeviceType", "instance-store")
                .text("rootDeviceName", spec.boot().rootDevice());
        BlockDeviceXml.write(xml, volumes);
        xml.text("virtualizationType", "hvm")
                .text("clientToken", instance.clientToken().orElse(""))
                .tags(instance.tags())
                .text("hypervisor", "xen");
        if (present) {
            xml.items("networkInterfaceSet", List.of(instance), one -> nic(xml, one, elastic));
        } else {
            xml.items("networkInterfaceSet", List.of(), nothing -> {});
        }
        xml.text("ebsOptimized", false)
                .text("enaSupport", false)
                .element(
                        "metadataOptions",
                        () -> metadata(xml, spec.options().metadata(), "applied"))
                .element(
                        "cpuOptions",
                        () -> xml.text("coreCount", spec.type().vcpus()).text("threadsPerCore", 1))
                .element("hibernationOptions", () -> xml.text("configured", false))
                .element("enclaveOptions", () -> xml.text("enabled", false))
                .text("platformDetails", PLATFORM)
                .text("usageOperation", USAGE)
                .text("currentInstanceBootMode", FIRMWARE)
                .element("maintenanceOptions", () -> xml.text("autoRecovery", RECOVERY));
        if (present) {
            xml.element("privateDnsNameOptions", () -> names(xml));
        }
    }

    private static void names(XmlWriter xml) {
        xml.text("hostnameType", HOSTNAMES)
                .text("enableResourceNameDnsARecord", false)
                .text("enableResourceNameDnsAAAARecord", false);
    }

    static void metadata(XmlWriter xml, MetadataOptions options, String state) {
        xml.text("state", state)
                .text("httpTokens", options.tokensRequired() ? "required" : "optional")
                .text("httpPutResponseHopLimit", options.hopLimit())
                .text("httpEndpoint", options.endpoint() ? "enabled" : "disabled")
                .text("httpProtocolIpv6", "disabled")
                .text("instanceMetadataTags", options.tags() ? "enabled" : "disabled");
    }

    static String privateDns(Ipv4 address) {
        return "ip-" + address.value().replace('.', '-') + ".novalocal";
    }

    private static void reason(XmlWriter xml, StateReason reason) {
        if (!reason.code().isEmpty()) {
            xml.element(
                    "stateReason",
                    () -> xml.text("code", reason.code()).text("message", reason.message()));
        }
    }

    static String transitionReason(Instance instance) {
        return switch (instance.state()) {
            case PENDING, RUNNING -> "";
            default ->
                    "%s (%s)"
                            .formatted(
                                    cause(instance.status().reason()),
                                    SINCE.format(instance.status().since()))
                            .strip();
        };
    }

    /** Programs that look for who stopped an instance look for these two words. */
    private static String cause(StateReason reason) {
        return reason.code().equals(StateReason.USER_STOP.code())
                ? "User initiated"
                : reason.message();
    }

    static void group(XmlWriter xml, PortGroup group) {
        xml.text("groupId", group.id()).text("groupName", group.name());
    }

    static String publicDns(Ipv4 address) {
        return "ec2-" + address.value().replace('.', '-') + ".novalocal";
    }

    /** An interface has one attachment for as long as it is there. */
    static String attachment(Port port) {
        return port.id().value().replace("eni-", "eni-attach-");
    }

    private static void association(XmlWriter xml, Optional<ElasticAddress> elastic) {
        elastic.ifPresent(
                one ->
                        xml.element(
                                "association",
                                () ->
                                        xml.text("publicIp", one.address())
                                                .text("publicDnsName", publicDns(one.address()))
                                                .text("ipOwnerId", one.project())));
    }

    private static void nic(XmlWriter xml, Instance instance, Optional<ElasticAddress> elastic) {
        xml.text("networkInterfaceId", instance.port().id())
                .text("subnetId", instance.port().subnet())
                .text("vpcId", instance.port().vpc())
                .text("description", instance.spec().options().interfaceDescription())
                .text("ownerId", instance.project())
                .text("status", "in-use")
                .text("macAddress", instance.port().mac())
                .text("privateIpAddress", instance.port().address())
                .text("privateDnsName", privateDns(instance.port().address()))
                .text("sourceDestCheck", instance.port().sourceDestCheck())
                .text("interfaceType", "interface")
                .items("groupSet", instance.port().groups(), one -> group(xml, one))
                .element(
                        "attachment",
                        () ->
                                xml.text("attachmentId", attachment(instance.port()))
                                        .text("deviceIndex", 0)
                                        .text("networkCardIndex", 0)
                                        .text("status", "attached")
                                        .text("attachTime", instance.launchTime())
                                        .text("deleteOnTermination", true))
                .items(
                        "privateIpAddressesSet",
                        List.of(instance.port().address()),
                        address -> {
                            xml.text("privateIpAddress", address)
                                    .text("privateDnsName", privateDns(address))
                                    .text("primary", true);
                            association(xml, elastic);
                        });
        association(xml, elastic);
    }

    /** Writes a reservation of new instances, which have neither addresses nor volumes yet. */
    static void reservation(XmlWriter xml, Reservation reservation) {
        reservation(xml, reservation, one -> write(xml, one, Optional.empty(), List.of()));
    }

    /**
     * Writes a reservation: what its instances share, then each of them. There may be none left.
     *
     * @param each writes an instance
     */
    static void reservation(XmlWriter xml, Reservation reservation, Consumer<Instance> each) {
        xml.text("reservationId", reservation.id())
                .text("ownerId", reservation.project())
                .items("groupSet", List.of(), nothing -> {})
                .items("instancesSet", reservation.instances(), each);
    }
}
