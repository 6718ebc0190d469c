package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("ModifyImageAttribute", ResourceType.IMAGE)
                    .needs("ImageId")
                    .takes("Attribute", "Value", "Description.Value", "OperationType")
                    .takes("UserId.N", "UserGroup.N")
                    .takes("LaunchPermission.Add.N.UserId", "LaunchPermission.Add.N.Group")
                    .takes("LaunchPermission.Remove.N.UserId", "LaunchPermission.Remove.N.Group")
                    .refuses("OrganizationArn", "OrganizationalUnitArn", "ProductCode")
                    .refuses("LaunchPermission.Add.N.OrganizationArn")
                    .refuses("LaunchPermission.Add.N.OrganizationalUnitArn")
                    .refuses("LaunchPermission.Remove.N.OrganizationArn")
                    .refuses("LaunchPermission.Remove.N.OrganizationalUnitArn")
                    .refuses("ImdsSupport")
                    .build();

    private static final int LONGEST_DESCRIPTION = 255;

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
    public XmlBody perform(RequestContext context, Query query) {
        ImageId image = new ImageId(query.required("ImageId"));
        images.modify(context, image, change(query));
        return XmlBody.DONE;
    }

    /** An attribute is named by a parameter, or by the structure that it is changed by. */
    private static ImageChange change(Query query) {
        boolean described = query.has("Description");
        boolean shared = query.has("LaunchPermission");
        boolean listed = query.has("UserId") || query.has("UserGroup");
        String attribute =
                query.text("Attribute")
                        .orElseGet(
                                () ->
                                        described
                                                ? "description"
                                                : shared || listed ? "launchPermission" : "");
        boolean fits =
                switch (attribute) {
                    case "description" -> !shared && !listed;
                    case "launchPermission" -> !described && !(shared && listed);
                    case "" -> throw InvalidParameterException.missing("Attribute");
                    default ->
                            throw InvalidParameterException.badValue(
                                    "Attribute",
                                    "...",
                                    "description and launchPermission can be modified");
                };
        if (!fits) {
            throw new InvalidParameterException(
                    Problem.BAD_COMBINATION,
                    "Attribute",
                    "One attribute can be modified at a time, in one form");
        }
        return attribute.equals("description")
                ? new ImageChange(
                        Optional.of(description(query)), Launchers.NOBODY, Launchers.NOBODY)
                : sharing(query);
    }

    /** An empty description is one. */
    private static String description(Query query) {
        Query structure = query.structure("Description");
        String text = structure.text("Value").or(() -> query.text("Value")).orElse("");
        if (text.length() > LONGEST_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
            throw InvalidParameterException.badValue(
                    "Description", "...", "it has at most 255 printable characters");
        }
        return text;
    }

    private static ImageChange sharing(Query query) {
        Query structure = query.structure("LaunchPermission");
        if (query.has("LaunchPermission")) {
            return new ImageChange(
                    Optional.empty(),
                    LaunchPermissions.of(structure.structures("Add")),
                    LaunchPermissions.of(structure.structures("Remove")));
        }
        Launchers listed = LaunchPermissions.of(query.list("UserId"), query.list("UserGroup"));
        if (listed.equals(Launchers.NOBODY)) {
            throw InvalidParameterException.missing("LaunchPermission");
        }
        return switch (query.required("OperationType")) {
            case "add" -> new ImageChange(Optional.empty(), listed, Launchers.NOBODY);
            case "remove" -> new ImageChange(Optional.empty(), Launchers.NOBODY, listed);
            default ->
                    throw InvalidParameterException.badValue(
                            "OperationType", "...", "it is add or remove");
        };
    }
}
