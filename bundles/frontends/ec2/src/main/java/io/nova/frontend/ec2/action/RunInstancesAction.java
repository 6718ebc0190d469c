package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.ClientToken;
import io.nova.frontend.ec2.query.Structure;
import io.nova.frontend.ec2.query.TagSpecifications;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.ShutdownBehavior;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts instances of an image. */
@Component(service = Ec2Action.class)
public final class RunInstancesAction implements Ec2Action {

    private static final Value<ImageId> IMAGE_ID = Value.of("ImageId", ImageId::new);
    private static final Value<Integer> MIN_COUNT = Value.of("MinCount", Type.integer(1, 10_000));
    private static final Value<Integer> MAX_COUNT = Value.of("MaxCount", Type.integer(1, 10_000));
    private static final Value<InstanceTypeName> INSTANCE_TYPE =
            Value.of("InstanceType", InstanceParameters.INSTANCE_TYPE);
    private static final Value<ImageId> KERNEL_ID = Value.of("KernelId", ImageId::new);
    private static final Value<ImageId> RAMDISK_ID = Value.of("RamdiskId", ImageId::new);
    private static final Value<String> KEY_NAME = Value.text("KeyName");
    private static final Value<String> USER_DATA = Value.text("UserData");
    private static final Value<ZoneName> ZONE =
            Value.of("Placement.AvailabilityZone", ZoneName::new);
    private static final Value<ShutdownBehavior> SHUTDOWN_BEHAVIOR =
            Value.of("InstanceInitiatedShutdownBehavior", InstanceParameters.SHUTDOWN_BEHAVIOR);
    private static final Value<Boolean> DISABLE_API_TERMINATION =
            Value.flag("DisableApiTermination");
    private static final Value<Boolean> DISABLE_API_STOP = Value.flag("DisableApiStop");
    private static final Structure METADATA_OPTIONS =
            Structure.of("MetadataOptions", MetadataForm.PARAMETERS);
    private static final TagSpecifications TAGS =
            TagSpecifications.on("instance", "network-interface", "volume");

    private static final ActionSpec SPEC =
            ActionSpec.changes("RunInstances", ResourceType.INSTANCE)
                    .needs(IMAGE_ID, MIN_COUNT, MAX_COUNT)
                    .countsInstances(MAX_COUNT)
                    .takes(INSTANCE_TYPE, KERNEL_ID, RAMDISK_ID, KEY_NAME, USER_DATA, ZONE)
                    .takes(SHUTDOWN_BEHAVIOR, DISABLE_API_TERMINATION, DISABLE_API_STOP)
                    .takes(METADATA_OPTIONS, ClientToken.PARAMETER)
                    .takes(NetworkInterfaceForm.PARAMETERS)
                    .takes(BlockDeviceForm.MAPPINGS)
                    .tags(TAGS)
                    .only("Placement.Tenancy", "default")
                    .only("Monitoring.Enabled", "false")
                    .only("EbsOptimized", "false")
                    .only("MetadataOptions.HttpProtocolIpv6", "disabled")
                    .only("NetworkInterface.N.DeviceIndex", "0")
                    .only("NetworkInterface.N.NetworkCardIndex", "0")
                    .only("NetworkInterface.N.DeleteOnTermination", "true")
                    .only("NetworkInterface.N.AssociatePublicIpAddress", "false")
                    .only("NetworkInterface.N.InterfaceType", "interface")
                    .refuses(NetworkInterfaceForm.REFUSED)
                    .only("HibernationOptions.Configured", "false")
                    .only("EnclaveOptions.Enabled", "false")
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
    public XmlBody perform(RequestContext context, Arguments call) {
        NetworkInterfaceForm nic = NetworkInterfaceForm.of(call);
        Reservation reservation =
                instances.run(
                        context,
                        new LaunchRequest(
                                call.get(IMAGE_ID),
                                call.get(MIN_COUNT),
                                call.get(MAX_COUNT),
                                call.find(INSTANCE_TYPE),
                                call.find(KERNEL_ID),
                                call.find(RAMDISK_ID),
                                call.find(KEY_NAME),
                                call.find(USER_DATA),
                                call.find(ZONE),
                                nic.subnet(),
                                nic.groups(),
                                nic.address(),
                                call.find(SHUTDOWN_BEHAVIOR).orElse(ShutdownBehavior.STOP),
                                call.find(ClientToken.PARAMETER),
                                TAGS.of(call, "instance"),
                                options(call, nic),
                                BlockDeviceForm.besideRoot(call),
                                TAGS.of(call, "volume"),
                                BlockDeviceForm.rootGib(call)));
        return xml -> InstanceXml.reservation(xml, reservation);
    }

    private static InstanceOptions options(Arguments call, NetworkInterfaceForm nic) {
        return new InstanceOptions(
                MetadataForm.of(call.structure(METADATA_OPTIONS), MetadataOptions.DEFAULT),
                call.is(DISABLE_API_TERMINATION),
                call.is(DISABLE_API_STOP),
                nic.description(),
                TAGS.of(call, "network-interface"));
    }
}
