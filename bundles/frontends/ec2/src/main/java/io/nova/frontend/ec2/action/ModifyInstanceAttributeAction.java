package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceChange;
import io.nova.api.compute.InstanceService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceForm;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes attributes of an instance. */
@Component(service = Ec2Action.class)
public final class ModifyInstanceAttributeAction implements Ec2Action {

    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);

    private static final ActionSpec SPEC =
            ActionSpec.changes("ModifyInstanceAttribute", ResourceType.INSTANCE)
                    .needs(INSTANCE_ID)
                    .takes(InstanceChangeForm.PARAMETERS)
                    .takes(BlockDeviceForm.DELETIONS)
                    .refuses("BlockDeviceMapping.N.Ebs.VolumeId")
                    .refuses("BlockDeviceMapping.N.VirtualName")
                    .refuses("BlockDeviceMapping.N.NoDevice")
                    .only("EbsOptimized.Value", "false")
                    .only("EnaSupport.Value", "false")
                    .refuses("SriovNetSupport")
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
    public XmlBody perform(RequestContext context, Arguments call) {
        InstanceId instance = call.get(INSTANCE_ID);
        Optional<InstanceChange> change = InstanceChangeForm.of(call);
        Map<String, Boolean> devices = BlockDeviceForm.deletions(call);
        if (!devices.isEmpty()) {
            if (change.isPresent()) {
                throw new InvalidParameterException(
                        InvalidParameterException.Problem.BAD_COMBINATION,
                        "BlockDeviceMapping",
                        "Block devices are modified without other attributes");
            }
            volumes.setDeleteOnTermination(context, instance, devices);
            return XmlBody.DONE;
        }
        instances.modify(
                context,
                instance,
                change.orElseThrow(() -> InvalidParameterException.missing("Attribute")));
        return XmlBody.DONE;
    }
}
