package io.nova.model.objectstore;

import static java.util.Objects.requireNonNull;

import io.nova.model.ProjectId;

/** One entry of an access list. */
public record Grant(Grantee grantee, Permission permission) {

    public Grant {
        requireNonNull(grantee, "grantee");
        requireNonNull(permission, "permission");
    }

    /** Gives a project a permission. */
    public static Grant to(ProjectId project, Permission permission) {
        return new Grant(new Grantee.Project(project), permission);
    }

    String text() {
        return permission + ":" + grantee.word();
    }

    static Grant of(String text) {
        int colon = text.indexOf(':');
        return new Grant(
                Grantee.of(text.substring(colon + 1)),
                Permission.valueOf(text.substring(0, colon)));
    }
}
