package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.InstanceService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.query.Query;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.model.compute.ShutdownBehavior;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes an attribute of an instance: those that concern its owner, not its host. */
@Component(service = Ec2Action.class)
public final class ModifyInstanceAttributeAction implements Ec2Action {

    private static final ActionSpec SPEC =
            ActionSpec.changes("ModifyInstanceAttribute", ResourceType.INSTANCE)
                    .needs("InstanceId")
                    .takes("Attribute", "Value")
                    .takes("DisableApiTermination.Value", "DisableApiStop.Value")
                    .takes("InstanceInitiatedShutdownBehavior.Value")
                    .takes("BlockDeviceMapping.N.DeviceName")
                    .takes("BlockDeviceMapping.N.Ebs.DeleteOnTermination")
                    .refuses("BlockDeviceMapping.N.Ebs.VolumeId")
                    .refuses("BlockDeviceMapping.N.VirtualName")
                    .refuses("BlockDeviceMapping.N.NoDevice")
                    .refuses("SourceDestCheck", "EbsOptimized")
                    .refuses("EnaSupport", "GroupId", "InstanceType", "Kernel", "Ramdisk")
                    .refuses("SriovNetSupport", "UserData")
                    .build();

    private final InstanceService instances;
    private final InstanceVolumeService volumes;

    @Activate
    public ModifyInstanceAttributeAction(
            @Reference InstanceService instances, @Reference InstanceVolumeService volumes) {
        this.instances = instances;
        this.volumes = volumes;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Query query) {
        InstanceId instance = new InstanceId(query.required("InstanceId"));
        String attribute = query.text("Attribute").orElse("");
        InstanceChange change =
                new InstanceChange(
                        flag(query, attribute, "disableApiTermination", "DisableApiTermination"),
                        flag(query, attribute, "disableApiStop", "DisableApiStop"),
                        behavior(query, attribute),
                        Optional.empty());
        Map<String, Boolean> devices = BlockDeviceForm.deletions(query);
        boolean nothing =
                change.terminationProtected().isEmpty()
                        && change.stopProtected().isEmpty()
                        && change.shutdownBehavior().isEmpty();
        if (!devices.isEmpty()) {
            if (!nothing) {
                throw new InvalidParameterException(
                        InvalidParameterException.Problem.BAD_COMBINATION,
                        "BlockDeviceMapping",
                        "Block devices are modified without other attributes");
            }
            volumes.setDeleteOnTermination(context, instance, devices);
            return XmlBody.DONE;
        }
        if (nothing && !attribute.isEmpty()) {
            throw new UnsupportedException(
                    ResourceType.INSTANCE,
                    "Attribute",
                    "This attribute cannot be modified in this cloud yet");
        }
        if (nothing) {
            throw InvalidParameterException.missing("Attribute");
        }
        instances.modify(context, instance, change);
        return XmlBody.DONE;
    }

    /** An attribute is named as a structure, or by the pair of parameters of old. */
    private static Optional<Boolean> flag(
            Query query, String attribute, String name, String structure) {
        if (attribute.equals(name)) {
            query.required("Value");
            return Optional.of(query.flag("Value", false));
        }
        return query.structure(structure).has("Value")
                ? Optional.of(query.structure(structure).flag("Value", false))
                : Optional.empty();
    }

    private static Optional<ShutdownBehavior> behavior(Query query, String attribute) {
        Optional<String> text =
                attribute.equals("instanceInitiatedShutdownBehavior")
                        ? Optional.of(query.required("Value"))
                        : query.structure("InstanceInitiatedShutdownBehavior").text("Value");
        return text.map(
                value ->
                        switch (value) {
                            case "stop" -> ShutdownBehavior.STOP;
                            case "terminate" -> ShutdownBehavior.TERMINATE;
                            default ->
                                    throw InvalidParameterException.badValue(
                                            "InstanceInitiatedShutdownBehavior",
                                            "...",
                                            "it is stop or terminate");
                        });
    }
}
