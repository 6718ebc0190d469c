package io.nova.frontend.ec2.action.image;

import io.nova.api.image.ImageChange.Launchers;
import io.nova.api.image.ImageService;
import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ProjectId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How EC2 writes who may launch an image. */
final class LaunchPermissions {

    private LaunchPermissions() {}

    /** Reads a list of structures, each of which names a project or a group. */
    static Launchers of(List<Query> items) {
        List<String> users = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (Query item : items) {
            item.text("UserId").ifPresent(users::add);
            item.text("Group").ifPresent(groups::add);
            if (item.has("UserId") == item.has("Group")) {
                throw bad("Each launch permission names either a user id or a group");
            }
        }
        return of(users, groups);
    }

    static Launchers of(List<String> users, List<String> groups) {
        if (groups.stream().anyMatch(group -> !group.equals("all"))) {
            throw bad("Invalid attribute item value for group: all is the one group");
        }
        if (users.size() > ImageService.MAX_LAUNCHERS) {
            throw bad("At most %d user ids".formatted(ImageService.MAX_LAUNCHERS));
        }
        Set<ProjectId> projects = new LinkedHashSet<>();
        for (String user : users) {
            if (!user.matches("[0-9]{12}")) {
                throw bad("Invalid attribute item value for userId: it has twelve digits");
            }
            projects.add(new ProjectId(user));
        }
        return new Launchers(!groups.isEmpty(), projects);
    }

    private static InvalidParameterException bad(String message) {
        return new InvalidParameterException(Problem.MALFORMED, "LaunchPermission", message);
    }
}
