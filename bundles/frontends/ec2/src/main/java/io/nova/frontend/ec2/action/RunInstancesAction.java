package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.ShutdownBehavior;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts instances of an image. */
@Component(service = Ec2Action.class)
public final class RunInstancesAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("RunInstances", ResourceType.INSTANCE)
                    .needs("ImageId", "MinCount", "MaxCount")
                    .takes("InstanceType", "KernelId", "RamdiskId", "KeyName", "UserData")
                    .takes("Placement.AvailabilityZone", "SubnetId", "PrivateIpAddress")
                    .takes("InstanceInitiatedShutdownBehavior", "ClientToken")
                    .takes("SecurityGroup.N", "SecurityGroupId.N")
                    .tags()
                    .countsInstances("MaxCount")
                    .only("Placement.Tenancy", "default")
                    .only("Monitoring.Enabled", "false")
                    .only("EbsOptimized", "false")
                    .takes("DisableApiTermination", "DisableApiStop")
                    .takes("MetadataOptions.HttpEndpoint", "MetadataOptions.HttpTokens")
                    .takes("MetadataOptions.HttpPutResponseHopLimit")
                    .takes("MetadataOptions.InstanceMetadataTags")
                    .only("MetadataOptions.HttpProtocolIpv6", "disabled")
                    .takes("NetworkInterface.N.SubnetId", "NetworkInterface.N.Description")
                    .takes("NetworkInterface.N.SecurityGroupId.N")
                    .takes("NetworkInterface.N.PrivateIpAddress")
                    .only("NetworkInterface.N.DeviceIndex", "0")
                    .only("NetworkInterface.N.NetworkCardIndex", "0")
                    .only("NetworkInterface.N.DeleteOnTermination", "true")
                    .only("NetworkInterface.N.AssociatePublicIpAddress", "false")
                    .only("NetworkInterface.N.InterfaceType", "interface")
                    .refuses(NetworkInterfaceForm.REFUSED)
                    .only("HibernationOptions.Configured", "false")
                    .only("EnclaveOptions.Enabled", "false")
                    .takes(BlockDeviceForm.taken())
                    .only("BlockDeviceMapping.N.Ebs.Encrypted", "false")
                    .refuses(BlockDeviceForm.refused())
                    .refuses("Placement", "IamInstanceProfile", "InstanceMarketOptions")
                    .refuses("CreditSpecification", "CpuOptions", "LaunchTemplate")
                    .refuses("CapacityReservationSpecification", "LicenseSpecification")
                    .refuses("ElasticGpuSpecification", "ElasticInferenceAccelerator")
                    .refuses("Ipv6Address", "Ipv6AddressCount", "EnablePrimaryIpv6")
                    .refuses("PrivateDnsNameOptions", "MaintenanceOptions", "AdditionalInfo")
                    .refuses("NetworkPerformanceOptions", "Operator", "SecondaryInterface")
                    .build();

    private static final Set<String> MADE = Set.of("instance", "network-interface", "volume");

    private final InstanceService instances;

    @Activate
    public RunInstancesAction(@Reference InstanceService instances) {
        this.instances = instances;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        NetworkInterfaceForm nic = NetworkInterfaceForm.of(query);
        Reservation reservation =
                instances.run(
                        context,
                        new LaunchRequest(
                                new ImageId(query.required("ImageId")),
                                count(query, "MinCount"),
                                count(query, "MaxCount"),
                                query.parsed("InstanceType", RunInstancesAction::type),
                                query.parsed("KernelId", ImageId::new),
                                query.parsed("RamdiskId", ImageId::new),
                                query.text("KeyName"),
                                query.text("UserData"),
                                query.structure("Placement")
                                        .parsed("AvailabilityZone", ZoneName::new),
                                nic.subnet(),
                                nic.groups(),
                                nic.address(),
                                behavior(query),
                                query.clientToken(),
                                query.tagsFor("instance", MADE),
                                options(query, nic),
                                BlockDeviceForm.launched(query),
                                query.tagsFor("volume", MADE),
                                BlockDeviceForm.rootGib(query)));
        return xml -> InstanceXml.reservation(xml, reservation);
    }

    private static int count(Query query, String name) {
        return query.integer(name, 1, 10_000).orElseThrow();
    }

    private static InstanceTypeName type(String text) {
        try {
            return new InstanceTypeName(text);
        } catch (InvalidParameterException e) {
            InvalidParameterException refusal =
                    InvalidParameterException.badValue(
                            "InstanceType",
                            text.length() > 60 ? text.substring(0, 60) : text,
                            "there is no such instance type; DescribeInstanceTypes lists them");
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static ShutdownBehavior behavior(Query query) {
        return switch (query.text("InstanceInitiatedShutdownBehavior").orElse("stop")) {
            case "stop" -> ShutdownBehavior.STOP;
            case "terminate" -> ShutdownBehavior.TERMINATE;
            default ->
                    throw InvalidParameterException.badValue(
                            "InstanceInitiatedShutdownBehavior", "...", "it is stop or terminate");
        };
    }

    private static InstanceOptions options(Query query, NetworkInterfaceForm nic) {
        return new InstanceOptions(
                MetadataForm.of(query.structure("MetadataOptions"), MetadataOptions.DEFAULT),
                query.flag("DisableApiTermination", false),
                query.flag("DisableApiStop", false),
                nic.description(),
                query.tagsFor("network-interface", MADE));
    }
}
