package io.nova.manager.identity;

import io.nova.api.identity.AccountDirectory;
import io.nova.model.InvalidParameterException;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.identity.Project;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Looks up whom access lists and policies name. */
@Component
public final class AccountManager implements AccountDirectory {

    private final Directory directory;

    @Activate
    public AccountManager(@Reference Directory directory) {
        this.directory = directory;
    }

    @Override
    public boolean has(ProjectId project) {
        return find(project).isPresent();
    }

    @Override
    public boolean has(ProjectId id, UserId user) {
        Optional<Project> project = find(id);
        if (project.isEmpty() || directory.read(driver -> driver.findUser(user)).isEmpty()) {
            return false;
        }
        return project.get().manager().equals(user)
                || directory.read(driver -> driver.listMembers(id)).stream()
                        .anyMatch(member -> member.user().equals(user))
                || keys(user).stream().anyMatch(key -> key.project().equals(id));
    }

    @Override
    public Set<ProjectId> ofEmail(String address) {
        if (address.indexOf('@') < 1) {
            return Set.of();
        }
        try {
            UserId user = new UserId(address);
            return keys(user).stream().map(AccessKey::project).collect(Collectors.toSet());
        } catch (InvalidParameterException e) {
            return Set.of();
        }
    }

    private Optional<Project> find(ProjectId id) {
        return directory.read(driver -> driver.findProject(id));
    }

    private List<AccessKey> keys(UserId user) {
        return directory.read(driver -> driver.listKeys(user));
    }
}
