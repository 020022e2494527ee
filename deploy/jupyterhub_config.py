# The dashboard as the landing page of a JupyterHub: each user who logs in gets a server of their own and sees it.
#
# The Littlest JupyterHub: copy this file to /opt/tljh/config/jupyterhub_config.d/guideline_explorer.py
# Any other JupyterHub: load_subconfig("…/deploy/jupyterhub_config.py") in its jupyterhub_config.py
#
# guideline-explorer must be installed where the users' servers run; on TLJH:
#   sudo -E pip install "guideline-explorer[dashboard,report]"
import os

c = get_config()  # noqa: F821  # JupyterHub gives it

# Where the users' Python is; TLJH keeps it apart from the hub's own.
prefix = os.environ.get("GUIDELINE_EXPLORER_PREFIX", "/opt/tljh/user")
notebooks = f"{prefix}/share/guideline-explorer/notebooks"

c.Spawner.default_url = "/voila/render/explorer.ipynb"
c.Spawner.args = [
    f"--ServerApp.root_dir={notebooks}",
    # With Voila's own 4 seconds one of twenty simultaneous pages stayed blank.
    "--VoilaExecutor.iopub_timeout=60",
    "--VoilaExecutor.startup_timeout=60",
    # A kernel whose page is closed is given back after ten minutes.
    "--MappingKernelManager.cull_idle_timeout=600",
    "--MappingKernelManager.cull_interval=60",
]
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
# A server takes about 100 MB and each open page about 90 MB. The local spawner cannot hold users to this;
# systemd (TLJH), Docker and Kubernetes can.
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1.0
