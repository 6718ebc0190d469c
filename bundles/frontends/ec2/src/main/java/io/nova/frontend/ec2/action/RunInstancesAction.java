package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SecurityGroupId;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.List;
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
                    .only("Placement.Tenancy", "default")
                    .only("Monitoring.Enabled", "false")
                    .only("EbsOptimized", "false")
                    .only("DisableApiTermination", "false")
                    .only("DisableApiStop", "false")
                    .only("MetadataOptions.HttpEndpoint", "enabled")
                    .only("MetadataOptions.HttpTokens", "optional")
                    .only("MetadataOptions.HttpPutResponseHopLimit", "1")
                    .only("MetadataOptions.HttpProtocolIpv6", "disabled")
                    .only("MetadataOptions.InstanceMetadataTags", "disabled")
                    .only("HibernationOptions.Configured", "false")
                    .only("EnclaveOptions.Enabled", "false")
                    .refuses("BlockDeviceMapping", "NetworkInterface")
                    .refuses("Placement", "IamInstanceProfile", "InstanceMarketOptions")
                    .refuses("CreditSpecification", "CpuOptions", "LaunchTemplate")
                    .refuses("CapacityReservationSpecification", "LicenseSpecification")
                    .refuses("ElasticGpuSpecification", "ElasticInferenceAccelerator")
                    .refuses("Ipv6Address", "Ipv6AddressCount", "EnablePrimaryIpv6")
                    .refuses("PrivateDnsNameOptions", "MaintenanceOptions", "AdditionalInfo")
                    .refuses("NetworkPerformanceOptions", "Operator")
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
    public XmlBody perform(RequestContext context, Query query) {
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
                                query.parsed("SubnetId", SubnetId::new),
                                groups(query),
                                query.parsed("PrivateIpAddress", Ipv4::new),
                                behavior(query),
                                query.text("ClientToken").map(RunInstancesAction::token),
                                query.tagsFor("instance")));
        return xml -> InstanceXml.reservation(xml, reservation.instances());
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

    private static String token(String text) {
        if (text.length() > 64 || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw InvalidParameterException.badValue(
                    "ClientToken", "...", "a token has at most 64 characters of ASCII");
        }
        return text;
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

    private static List<GroupRef> groups(Query query) {
        List<GroupRef> groups = new ArrayList<>();
        query.list("SecurityGroupId", SecurityGroupId::new)
                .forEach(id -> groups.add(GroupRef.of(id)));
        query.list("SecurityGroup").forEach(name -> groups.add(GroupRef.named(name)));
        return groups;
    }
}
