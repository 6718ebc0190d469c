package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.action.volume.BlockDeviceXml;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.volume.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows one attribute of an instance. */
@Component(service = Ec2Action.class)
public final class DescribeInstanceAttributeAction implements Ec2Action {

    private static final Value<InstanceId> INSTANCE_ID = Value.of("InstanceId", InstanceId::new);
    private static final Value<String> ATTRIBUTE =
            Value.of(
                    "Attribute",
                    Type.oneOf(
                            "blockDeviceMapping",
                            "disableApiStop",
                            "disableApiTermination",
                            "ebsOptimized",
                            "enaSupport",
                            "enclaveOptions",
                            "groupSet",
                            "instanceInitiatedShutdownBehavior",
                            "instanceType",
                            "kernel",
                            "productCodes",
                            "ramdisk",
                            "rootDeviceName",
                            "sourceDestCheck",
                            "sriovNetSupport",
                            "userData"));

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInstanceAttribute", ResourceType.INSTANCE)
                    .needs(INSTANCE_ID, ATTRIBUTE)
                    .build();

    private final InstanceService instances;
    private final InstanceVolumeService volumes;

    @Activate
    public DescribeInstanceAttributeAction(
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
        String attribute = call.get(ATTRIBUTE);
        Instance instance = instances.attributes(context, call.get(INSTANCE_ID));
        XmlBody body =
                attribute.equals("blockDeviceMapping")
                        ? devices(instance)
                        : attribute(instance, attribute);
        return xml -> {
            xml.text("instanceId", instance.id());
            body.write(xml);
        };
    }

    private XmlBody devices(Instance instance) {
        List<Volume> on =
                volumes.ofInstances(List.of(instance.id())).getOrDefault(instance.id(), List.of());
        return xml -> BlockDeviceXml.write(xml, on);
    }

    private static XmlBody attribute(Instance instance, String attribute) {
        LaunchSpec spec = instance.spec();
        return switch (attribute) {
            case "instanceType" -> value(attribute, Optional.of(spec.typeName()));
            case "kernel" -> value(attribute, spec.kernel());
            case "ramdisk" -> value(attribute, spec.ramdisk());
            case "userData" -> value(attribute, spec.userData());
            case "disableApiTermination" ->
                    value(attribute, Optional.of(spec.options().terminationProtected()));
            case "disableApiStop" -> value(attribute, Optional.of(spec.options().stopProtected()));
            case "instanceInitiatedShutdownBehavior" ->
                    value(
                            attribute,
                            Optional.of(spec.shutdownBehavior().name().toLowerCase(Locale.ROOT)));
            case "rootDeviceName" -> value(attribute, Optional.of(spec.boot().rootDevice()));
            case "sourceDestCheck" ->
                    value(attribute, Optional.of(instance.port().sourceDestCheck()));
            case "ebsOptimized", "enaSupport" -> value(attribute, Optional.of(false));
            case "enclaveOptions" ->
                    xml -> xml.element(attribute, () -> xml.text("enabled", false));
            case "groupSet" ->
                    xml ->
                            xml.items(
                                    attribute,
                                    instance.port().groups(),
                                    group -> InstanceXml.group(xml, group));
            case "productCodes" -> xml -> xml.items(attribute, List.of(), nothing -> {});
            case "sriovNetSupport" -> value(attribute, Optional.empty());
            default -> throw new IllegalStateException("declared, and not shown: " + attribute);
        };
    }

    private static XmlBody value(String name, Optional<?> value) {
        return xml -> element(xml, name, value);
    }

    private static void element(XmlWriter xml, String name, Optional<?> value) {
        xml.element(name, () -> xml.text("value", value));
    }
}
