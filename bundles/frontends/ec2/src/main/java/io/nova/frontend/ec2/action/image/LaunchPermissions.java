package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Structure;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ProjectId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** How requests write who may launch an image. */
final class LaunchPermissions {

    private static final Type<ProjectId> USER = Type.parsed(LaunchPermissions::user);
    private static final Type<String> GROUP = Type.parsed(LaunchPermissions::group);
    private static final Value<ProjectId> USER_ID = Value.of("UserId", USER);
    private static final Value<String> GROUP_NAME = Value.of("Group", GROUP);
    private static final Structures ADD = Structures.of("Add", USER_ID, GROUP_NAME);
    private static final Structures REMOVE = Structures.of("Remove", USER_ID, GROUP_NAME);

    /** Who is let, and who no longer. */
    static final Structure CHANGE = Structure.of("LaunchPermission", ADD, REMOVE);

    /** The lists of old, which go with the operation that is done to all of them. */
    static final Values<ProjectId> USER_IDS = Values.of("UserId", USER);

    static final Values<String> GROUP_NAMES = Values.of("UserGroup", GROUP);

    private LaunchPermissions() {}

    static ImageChange change(Arguments call) {
        Arguments change = call.structure(CHANGE);
        return new ImageChange(
                Optional.empty(), of(change.structures(ADD)), of(change.structures(REMOVE)));
    }

    /** Returns what the lists of old name. */
    static Launchers listed(Arguments call) {
        return of(call.list(USER_IDS), call.list(GROUP_NAMES));
    }

    /** Reads a list of structures, each of which names a project or a group. */
    private static Launchers of(List<Arguments> items) {
        List<ProjectId> users = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (Arguments item : items) {
            item.find(USER_ID).ifPresent(users::add);
            item.find(GROUP_NAME).ifPresent(groups::add);
            if (item.has(USER_ID) == item.has(GROUP_NAME)) {
                throw bad("Each launch permission names either a user id or a group");
            }
        }
        return of(users, groups);
    }

    private static Launchers of(List<ProjectId> users, List<String> groups) {
        if (users.size() > ImageService.MAX_LAUNCHERS) {
            throw bad("At most %d user ids".formatted(ImageService.MAX_LAUNCHERS));
        }
        return new Launchers(!groups.isEmpty(), new LinkedHashSet<>(users));
    }

    private static ProjectId user(String text) {
        if (!text.matches("[0-9]{12}")) {
            throw bad("Invalid attribute item value for userId: it has twelve digits");
        }
        return new ProjectId(text);
    }

    private static String group(String text) {
        if (!text.equals("all")) {
            throw bad("Invalid attribute item value for group: all is the one group");
        }
        return text;
    }

    private static InvalidParameterException bad(String message) {
        return new InvalidParameterException(Problem.MALFORMED, "LaunchPermission", message);
    }
}
