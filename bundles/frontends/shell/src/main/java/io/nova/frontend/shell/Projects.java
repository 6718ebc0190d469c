package io.nova.frontend.shell;

import io.nova.api.identity.ProjectService;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.identity.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The projects that a command is about. */
final class Projects {

    private static final int PAGE = 1000;

    private Projects() {}

    /** Returns the project of this name, or every one if it is empty. */
    static List<Project> named(ProjectService projects, RequestContext context, String name) {
        if (!name.isEmpty()) {
            return List.of(projects.getProjectByName(context, name));
        }
        List<Project> all = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Project> page = projects.listProjects(context, after.get(), PAGE);
            all.addAll(page.items());
            after = page.next();
        }
        return all;
    }
}
