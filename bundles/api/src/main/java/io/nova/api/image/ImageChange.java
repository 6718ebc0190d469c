package io.nova.api.image;

import io.nova.model.ProjectId;
import java.util.Optional;
import java.util.Set;

/**
 * What an owner changes of an image. What is both added and removed is removed.
 *
 * @param description empty: stays as it is
 */
public record ImageChange(Optional<String> description, Launchers added, Launchers removed) {

    /**
     * Who may launch an image beside its owner.
     *
     * @param everyone every project, of today and of tomorrow
     */
    public record Launchers(boolean everyone, Set<ProjectId> projects) {

        public static final Launchers NOBODY = new Launchers(false, Set.of());

        public Launchers {
            projects = Set.copyOf(projects);
        }
    }
}
