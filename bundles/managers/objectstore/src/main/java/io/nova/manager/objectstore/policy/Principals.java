package io.nova.manager.objectstore.policy;

import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.util.Set;

/**
 * Whom a statement is about.
 *
 * @param negated whether it is about all others
 * @param everybody whether those are meant who do not sign, too
 * @param projects whole projects
 * @param users single users
 * @param services of the cloud, such as {@code ec2.amazonaws.com}
 */
public record Principals(
        boolean negated,
        boolean everybody,
        Set<ProjectId> projects,
        Set<User> users,
        Set<String> services) {

    /** A user as it acts in a project. */
    public record User(ProjectId project, UserId user) {}

    /** How exactly somebody is meant. */
    public enum Match {
        NONE,
        /** By the project: what its users may do is for its own roles to say. */
        PROJECT,
        /** As everybody is, or by name. */
        FULL
    }

    public Principals {
        projects = Set.copyOf(projects);
        users = Set.copyOf(users);
        services = Set.copyOf(services);
    }

    Match match(PolicyQuestion question) {
        Match match = listed(question);
        return negated ? match == Match.NONE ? Match.FULL : Match.NONE : match;
    }

    private Match listed(PolicyQuestion question) {
        boolean named =
                question.service().filter(services::contains).isPresent()
                        || question.user().filter(users::contains).isPresent();
        if (everybody || named) {
            return Match.FULL;
        }
        boolean projectNamed =
                question.user().map(User::project).filter(projects::contains).isPresent();
        return projectNamed ? Match.PROJECT : Match.NONE;
    }
}
