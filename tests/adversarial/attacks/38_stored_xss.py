# class: 38
# attack: scripts in HTML, SVG, Markdown, LaTeX, widgets, file names, errors and the essay
# want: V5
# outcome: pages run no script, and markup is cleaned
# %% first
from IPython.display import HTML, SVG, Latex, Markdown, Javascript, display
evil = "<script>fetch('/xss-marker')</script><img src=x onerror=alert('xss-marker')><iframe src='javascript:1'></iframe>"
display(HTML(evil), Latex(evil), Markdown(evil + "[x](javascript:xss) ![x](javascript:xss)"), Javascript("xss-marker"))
display(HTML("<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg><style>*{display:none}</style><form action=//x><input></form><math><mtext></p><img src onerror=alert(1)>"))
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>1</script></svg>", "text/plain": ""}, raw=True)
display({"image/png": "\"><script>1</script>", "text/plain": "<script>1</script>"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "<script>"}, "<script>mime": "x", "text/plain": "</pre><script>1</script>"}, raw=True)
print("</pre><script>1</script>")
raise type("<script>alert(1)</script>", (Exception,), {})("<img src=x onerror=alert(1)>")
# %% essay
<script>alert('xss-marker')</script> [link](javascript:alert) <img src=x onerror=alert(1)> $<script>$ <a href="data:text/html,<script>">x</a>
