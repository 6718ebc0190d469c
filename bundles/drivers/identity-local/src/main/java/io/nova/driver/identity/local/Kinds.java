package io.nova.driver.identity.local;

import io.nova.model.ProjectId;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import io.nova.model.identity.User;
import io.nova.spi.identity.Member;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import java.util.List;

/** The records of this driver. */
final class Kinds {

    /** Every record of its kind. */
    static final IndexEntry ALL = IndexEntry.of("all", "1");

    static final Kind<User> USERS = new Kind<>("identity-user", User.class, user -> List.of(ALL));

    static final Kind<Project> PROJECTS =
            new Kind<>(
                    "identity-project",
                    Project.class,
                    project -> List.of(ALL, managed(project.manager())));

    /** By the name; what makes names unique, and lists projects in their order. */
    static final Kind<ProjectName> NAMES =
            new Kind<>("identity-project-name", ProjectName.class, name -> List.of(ALL));

    static final Kind<Member> MEMBERS =
            new Kind<>(
                    "identity-member",
                    Member.class,
                    member -> List.of(in(member.project()), of(member.user())));

    static final Kind<KeyRecord> KEYS =
            new Kind<>(
                    "identity-key",
                    KeyRecord.class,
                    record ->
                            List.of(
                                    ALL,
                                    in(record.key().project()),
                                    of(record.key().user()),
                                    sealedBy(record.secret().kek())));

    /** Who has a project's name. */
    record ProjectName(String name, ProjectId project) {}

    /** An access key, and its secret as it may be stored. */
    record KeyRecord(AccessKey key, SealedSecret secret) {}

    private Kinds() {}

    static IndexEntry managed(UserId manager) {
        return IndexEntry.of("manager", manager);
    }

    static IndexEntry in(ProjectId project) {
        return IndexEntry.of("project", project);
    }

    static IndexEntry of(UserId user) {
        return IndexEntry.of("user", user);
    }

    static IndexEntry sealedBy(String kek) {
        return IndexEntry.of("kek", kek);
    }

    /** Returns the id of a membership's record. */
    static String member(ProjectId project, UserId user) {
        return project + "/" + user;
    }
}
