package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Structure;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.ImageId;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes who may launch an image, or how it is described: one of them at a time. */
@Component(service = Ec2Action.class)
public final class ModifyImageAttributeAction implements Ec2Action {

    private static final Value<ImageId> IMAGE_ID = Value.of("ImageId", ImageId::new);
    private static final Value<String> ATTRIBUTE =
            Value.of("Attribute", Type.oneOf("description", "launchPermission"));
    private static final Value<String> VALUE = Value.of("Value", Type.printable(255));
    private static final Structure DESCRIPTION = Structure.of("Description", VALUE);
    private static final Value<String> OPERATION =
            Value.of("OperationType", Type.oneOf("add", "remove"));

    private static final ActionSpec SPEC =
            ActionSpec.changes("ModifyImageAttribute", ResourceType.IMAGE)
                    .needs(IMAGE_ID)
                    .takes(ATTRIBUTE, VALUE, DESCRIPTION, OPERATION, LaunchPermissions.CHANGE)
                    .takes(LaunchPermissions.USER_IDS, LaunchPermissions.GROUP_NAMES)
                    .refuses("OrganizationArn", "OrganizationalUnitArn", "ProductCode")
                    .refuses("LaunchPermission.Add.N.OrganizationArn")
                    .refuses("LaunchPermission.Add.N.OrganizationalUnitArn")
                    .refuses("LaunchPermission.Remove.N.OrganizationArn")
                    .refuses("LaunchPermission.Remove.N.OrganizationalUnitArn")
                    .refuses("ImdsSupport")
                    .build();

    private final ImageService images;

    @Activate
    public ModifyImageAttributeAction(@Reference ImageService images) {
        this.images = images;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        ImageId image = call.get(IMAGE_ID);
        images.modify(context, image, change(call));
        return XmlBody.DONE;
    }

    /** An attribute is named by a parameter, or by the structure that it is changed by. */
    private static ImageChange change(Arguments call) {
        boolean described = call.has(DESCRIPTION);
        boolean shared = call.has(LaunchPermissions.CHANGE);
        boolean listed =
                call.has(LaunchPermissions.USER_IDS) || call.has(LaunchPermissions.GROUP_NAMES);
        String attribute =
                call.find(ATTRIBUTE)
                        .orElseGet(
                                () ->
                                        described
                                                ? "description"
                                                : shared || listed ? "launchPermission" : "");
        boolean fits =
                switch (attribute) {
                    case "description" -> !shared && !listed;
                    case "launchPermission" -> !described && !(shared && listed);
                    case "" -> throw call.missing(ATTRIBUTE);
                    default -> throw new IllegalStateException("not declared: " + attribute);
                };
        if (!fits) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    "Attribute",
                    "One attribute can be modified at a time, in one form");
        }
        return attribute.equals("description")
                ? new ImageChange(
                        Optional.of(description(call)), Launchers.NOBODY, Launchers.NOBODY)
                : sharing(call);
    }

    /** An empty description is one. */
    private static String description(Arguments call) {
        return call.structure(DESCRIPTION).find(VALUE).or(() -> call.find(VALUE)).orElse("");
    }

    private static ImageChange sharing(Arguments call) {
        if (call.has(LaunchPermissions.CHANGE)) {
            return LaunchPermissions.change(call);
        }
        Launchers listed = LaunchPermissions.listed(call);
        if (listed.equals(Launchers.NOBODY)) {
            throw call.missing(LaunchPermissions.CHANGE);
        }
        return call.get(OPERATION).equals("add")
                ? new ImageChange(Optional.empty(), listed, Launchers.NOBODY)
                : new ImageChange(Optional.empty(), Launchers.NOBODY, listed);
    }
}
